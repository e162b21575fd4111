import { join } from 'node:path'
import { getEnvironment } from '../../shared/config/workspace-file.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import { HttpLangflowServer } from '../langflow/http-langflow-server.ts'
import type { ConnectOptions } from '../production/connect.ts'
import { SesSandbox } from '../sandbox/sandbox.ts'
import type { SnapshotStore } from '../services/ports/snapshots.ts'
import { policyOf } from '../services/push-gates.ts'
import { openWorkspace } from '../workspace/open-workspace.ts'
import { privateFolder } from '../workspace/private-folder.ts'
import { runningSha256 } from '../workspace/running-sha256.ts'
import { openStore } from '../workspace/sqlite/open-store.ts'
import { SqlitePreviewStore } from '../workspace/sqlite/sqlite-preview-store.ts'
import { SqliteSnapshotStore } from '../workspace/sqlite/sqlite-snapshot-store.ts'
import { Resources } from './resources.ts'

// What knows PostgreSQL takes long to load, and many commands ask for no database.
const postgres = () => import('./postgres.ts')

export type ComposeOptions = {
  readonly workspaceDir: string
  /** Cancels whatever is under way. */
  readonly signal: AbortSignal
  /** How long the compiler of migrations stays for another one. Left out: no longer than until configs are run. */
  readonly compilerIdleMs?: number
}

/** Opens what the use cases of one workspace need: each when it is first asked for. */
export function openParts({ workspaceDir, signal, compilerIdleMs }: ComposeOptions) {
  const resources = new Resources()
  const workspace = resources.once(() => openWorkspace(workspaceDir))
  const root = async (): Promise<string> => (await workspace()).files.root
  const store = resources.once(
    async () => openStore(await root()),
    (opened) => opened.close(),
  )
  const snapshotStore = async (): Promise<SnapshotStore> => new SqliteSnapshotStore(await store())

  /** How an environment's database is reached. Raises `workspace/unknown-environment`, `workspace/url-unset`. */
  const reach = async (
    environment: string,
  ): Promise<Pick<ConnectOptions, 'environment' | 'server' | 'signal'>> => {
    const settings = (await (await workspace()).files.read({ kind: 'settings' })).value
    const { url_env: variable } = getEnvironment(settings, environment)
    if (variable === undefined) {
      return {
        environment,
        signal,
        server: { embedded: join(await root(), '.crosswalk/postgres', environment) },
      }
    }
    const url = process.env[variable] || fail('workspace/url-unset', { environment, variable })
    return { environment, signal, server: { url } }
  }
  const database = resources.each(
    // For a rollout: its lease, its lanes, batches that others do, and looking at what is wanted.
    async (environment: string) =>
      (await postgres()).connect({ ...(await reach(environment)), part: 'cli', max: 8 }),
    (opened) => opened.close(),
  )
  /** Sessions that the server keeps from writing, and that may read for as long as it takes. */
  const reader = resources.each(
    async (environment: string) =>
      (await postgres()).connect({
        ...(await reach(environment)),
        part: 'pull',
        max: 2,
        readOnly: true,
        statementTimeoutMs: 0,
      }),
    (opened) => opened.close(),
  )

  /** For work on the tables themselves, which takes as long as it takes. */
  const overhaul = resources.each(
    async (environment: string) =>
      (await postgres()).connect({ ...(await reach(environment)), part: 'adopt', statementTimeoutMs: 0 }),
    (opened) => opened.close(),
  )
  /** Sessions of the job queue, which keeps one for listening. */
  const workers = resources.each(
    async (environment: string) => {
      await production(environment)
      return (await postgres()).connect({ ...(await reach(environment)), part: 'worker' })
    },
    (opened) => opened.close(),
  )
  const adoptionParts = async (environment: string) => ({
    files: (await workspace()).files,
    adoption: new (await postgres()).PostgresAdoption(await overhaul(environment)),
  })

  /** A database that has our schema. Raises `production/not-ours` and the like. */
  const production = resources.each(async (environment: string) => {
    const opened = await database(environment)
    await (await postgres()).requireSchema(opened)
    return opened
  })
  const sandbox = resources.once(
    async () => new SesSandbox(compilerIdleMs === undefined ? {} : { compilerIdleMs }),
    (opened) => opened.close(),
  )
  /** For whoever is writing: a process that waits for the next keystroke, and its neighbour's work is not in its way. */
  const liveSandbox = resources.each(
    async (of) =>
      new SesSandbox({
        ...(of === 'example' ? { cores: 1 } : {}),
        limits: { loadMs: 2_000, giveUpAfter: 3 },
        compilerIdleMs: 120_000,
      }),
    (opened) => opened.close(),
  )
  const evidenceParts = async () => ({
    snapshots: await snapshotStore(),
    previews: new SqlitePreviewStore(await store()),
  })
  const bundleParts = async () => ({ files: (await workspace()).files, sandbox: await sandbox() })
  const previewParts = async () => ({ ...(await bundleParts()), ...(await evidenceParts()), runningSha256 })
  const releaseStore = async (environment: string) =>
    new (await postgres()).PostgresReleaseStore(await production(environment))
  const rolloutParts = async (environment: string) => ({
    releases: await releaseStore(environment),
    rollouts: new (await postgres()).PostgresRolloutStore(await production(environment)),
    waves: new (await postgres()).PostgresWaveStore(await production(environment)),
    orders: new (await postgres()).PostgresOrderStore(await production(environment)),
    jobs: new (await postgres()).PostgresJobBoard(await production(environment)),
    sandbox: await sandbox(),
  })
  const rolloutPolicy = async (environment: string) =>
    policyOf((await (await workspace()).files.read({ kind: 'settings' })).value, environment)
  const backupStore = async (environment: string) => {
    const folder = privateFolder(await root())
    // No environment has such a name.
    const scratch = join(folder, 'postgres', '.proof')
    const places = { folder: join(folder, 'backups'), scratch }
    return new (await postgres()).PostgresBackupStore(await production(environment), places)
  }
  const pushExamination = async (environment: string) => {
    const settings = await settingsOf()
    const opened = await production(environment)
    return {
      environment,
      protection: getEnvironment(settings, environment).protected ? 'protected' : 'none',
      agents: Object.keys(settings.agents),
      keys: (await secretParts(environment)).keys,
      backups: await backupStore(environment),
      snapshots: await snapshotStore(),
      meter: new (await postgres()).PostgresPushMeter(opened),
    } as const
  }
  const verificationStore = async (environment: string) =>
    new (await postgres()).PostgresVerificationStore(await production(environment))
  const settingsOf = async () => (await (await workspace()).files.read({ kind: 'settings' })).value
  const secretParts = async (environment: string) => {
    const { files } = await workspace()
    const opened = await production(environment)
    const { key_id: keyId } = getEnvironment((await files.read({ kind: 'settings' })).value, environment)
    const keys = new (await postgres()).PostgresSecretKeys(opened, process.env, keyId)
    return { files, store: new (await postgres()).PostgresSecretStore(opened), keys }
  }
  const auditLog = async (environment: string) =>
    new (await postgres()).PostgresAuditLog(await production(environment))
  const statusOf = async (environment: string) => ({
    environment,
    ...(await new (await postgres()).PostgresOverview(await production(environment)).status()),
    error: undefined,
  })
  /** An environment's Langflow. Raises `langflow/not-configured`, `langflow/variable-unset`, `langflow/bad-url`. */
  const langflow = resources.each(async (environment: string) => {
    const settings = (await (await workspace()).files.read({ kind: 'settings' })).value
    const named = getEnvironment(settings, environment).langflow
    if (named === undefined) return fail('langflow/not-configured', { environment })
    const held = (variable: string, holds: 'address' | 'key') =>
      process.env[variable] || fail('langflow/variable-unset', { environment, variable, holds })
    const { url_env: variable, api_key_env } = named
    const url = held(variable, 'address')
    return new HttpLangflowServer({ environment, url, variable, apiKey: held(api_key_env, 'key') })
  })
  const publishParts = async (environment: string) => ({
    langflow: await langflow(environment),
    releases: await releaseStore(environment),
    published: new (await postgres()).PostgresPublishedFlows(await production(environment)),
  })
  /** One environment that cannot be reached must not hide the others. */
  const statusOrError = async (environment: string) => {
    try {
      return await statusOf(environment)
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      return { environment, versions: [], releases: [], workers: [], error }
    }
  }

  return {
    signal,
    workspace,
    root,
    store,
    snapshotStore,
    reach,
    database,
    reader,
    overhaul,
    workers,
    adoptionParts,
    production,
    sandbox,
    liveSandbox,
    evidenceParts,
    bundleParts,
    previewParts,
    releaseStore,
    rolloutParts,
    rolloutPolicy,
    backupStore,
    pushExamination,
    verificationStore,
    settingsOf,
    secretParts,
    auditLog,
    statusOf,
    langflow,
    publishParts,
    statusOrError,
    close: () => resources.close(),
  }
}

/** What `openParts` gives. */
export type Parts = ReturnType<typeof openParts>
