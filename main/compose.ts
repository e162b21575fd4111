import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { AgentName, ConfigId, Hash, Version } from '../shared/config/ids.ts'
import { getEnvironment } from '../shared/config/workspace-file.ts'
import { fail, isCrosswalkError } from '../shared/errors/index.ts'
import type { Sha256 } from '../shared/json/hash.ts'
import type { ReleaseName } from '../shared/release/name.ts'
import { type ConnectOptions, connect } from './production/connect.ts'
import { PostgresConfigSource } from './production/copy-configs.ts'
import { PostgresDemoApplication } from './production/demo-application.ts'
import { examineDatabase } from './production/doctor.ts'
import { PostgresOverview } from './production/postgres-overview.ts'
import { PostgresReleaseStore } from './production/release/postgres-release-store.ts'
import { PostgresRolloutStore } from './production/rollout/postgres-rollout-store.ts'
import { migrate } from './production/schema/migrate.ts'
import { requireSchema, schemaStatus } from './production/schema/status.ts'
import { SesSandbox } from './sandbox/sandbox.ts'
import { type DemoOptions, type DemoResult, runDemo } from './services/demo/run-demo.ts'
import { examineWorkspace } from './services/examine-workspace.ts'
import * as flows from './services/flows.ts'
import { checkMigrations, migrationGraph, newMigration } from './services/migrations.ts'
import type { Check, SchemaStatus } from './services/ports/database.ts'
import type { SnapshotStore } from './services/ports/snapshots.ts'
import { type PreviewRequest, previewAgent } from './services/preview-agent.ts'
import { pushRelease } from './services/push.ts'
import {
  approveRelease,
  type CreateOptions,
  createRelease,
  listReleases,
  proposeRelease,
  readRelease,
} from './services/releases.ts'
import { rollBackRelease } from './services/rollback.ts'
import * as snapshots from './services/snapshots.ts'
import { openMaskKey } from './workspace/mask-key.ts'
import { openWorkspace } from './workspace/open-workspace.ts'
import { openStore } from './workspace/sqlite/open-store.ts'
import { SqlitePreviewStore } from './workspace/sqlite/sqlite-preview-store.ts'
import { SqliteSnapshotStore } from './workspace/sqlite/sqlite-snapshot-store.ts'
import { demoMaterial, writeDemoWorkspace } from './workspace/starter/demo-workspace.ts'
import { writeStarter } from './workspace/starter/write-starter.ts'

export type { CheckFinding } from '../shared/migration/static-checks.ts'
export type { DemoEvent, DemoResult } from './services/demo/run-demo.ts'
export type { FlowDifference, FlowEntry, FlowImportResult, FlowRecord } from './services/flows.ts'
export type { CheckResult, GraphResult } from './services/migrations.ts'
export type { Check, SchemaStatus } from './services/ports/database.ts'
export type { ReleaseRecord } from './services/ports/releases.ts'
export type { Snapshot } from './services/ports/snapshots.ts'

export type { PreviewReport } from './services/preview-report.ts'
export type { RolloutResult } from './services/push.ts'
export type { ReleaseFile } from './services/releases.ts'

export type ComposeOptions = {
  readonly workspaceDir: string
  /** Cancels whatever is under way. */
  readonly signal: AbortSignal
}

type Progress = (event: { readonly done: number; readonly total: number }) => void

/** Where somebody acts, and who. */
type Act = { readonly environment: string; readonly who: string }

/** The use cases, bound to one workspace: what a face may do. */
export type Services = ReturnType<typeof compose>

/** News everything. What a use case needs is opened when it is first called, and closed by `close`. */
export function compose({ workspaceDir, signal }: ComposeOptions) {
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
    async (environment: string) => connect({ ...(await reach(environment)), part: 'cli' }),
    (opened) => opened.close(),
  )
  /** Sessions that the server keeps from writing, and that may read for as long as it takes. */
  const reader = resources.each(
    async (environment: string) =>
      connect({ ...(await reach(environment)), part: 'pull', max: 2, readOnly: true, statementTimeoutMs: 0 }),
    (opened) => opened.close(),
  )

  /** A database that has our schema. Raises `production/not-ours` and the like. */
  const production = resources.each(async (environment: string) => {
    const opened = await database(environment)
    await requireSchema(opened)
    return opened
  })
  const sandbox = resources.once(
    async () => new SesSandbox(),
    (opened) => opened.close(),
  )
  const bundleParts = async () => ({ files: (await workspace()).files, sandbox: await sandbox() })
  const previewParts = async () => ({
    ...(await bundleParts()),
    snapshots: await snapshotStore(),
    previews: new SqlitePreviewStore(await store()),
  })
  const releaseStore = async (environment: string) => new PostgresReleaseStore(await production(environment))
  const rolloutParts = async (environment: string) => ({
    releases: await releaseStore(environment),
    rollouts: new PostgresRolloutStore(await production(environment)),
    sandbox: await sandbox(),
  })
  const statusOf = async (environment: string) => ({
    environment,
    ...(await new PostgresOverview(await production(environment)).status()),
    error: undefined,
  })
  /** One environment that cannot be reached must not hide the others. */
  const statusOrError = async (environment: string) => {
    try {
      return await statusOf(environment)
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      return { environment, versions: [], releases: [], error }
    }
  }

  const services = {
    workspace: {
      /** Makes a workspace in that folder, whatever the one is that these services are bound to. */
      init: async (dir: string): Promise<string> => writeStarter(dir, { signal }),
      initDemo: async (dir: string): Promise<string> => writeDemoWorkspace(dir, { signal }),
      examine: async (): Promise<readonly Check[]> => examineWorkspace(workspace),
    },
    flows: {
      import: async (content: Uint8Array, options: flows.FlowImportOptions) =>
        flows.importFlowFile(await workspace(), content, options),
      list: async (options: { agent?: AgentName | undefined }) => flows.listFlows(await workspace(), options),
      get: async (which: flows.FlowVersion) => flows.getFlow(await workspace(), which),
      export: async (which: flows.FlowVersion) => flows.exportFlowFile(await workspace(), which),
      diff: async (which: { agent: AgentName; before: Version; after: Version }) =>
        flows.diffFlows(await workspace(), which),
    },
    snapshots: {
      pull: async (request: snapshots.PullAllRequest, progress: snapshots.PullAllOptions['progress']) => {
        const parts = {
          workspace: await workspace(),
          snapshots: await snapshotStore(),
          hmac: await openMaskKey(await root()),
          sha256,
          openSource: async () => new PostgresConfigSource(await reader(request.environment)),
        }
        return snapshots.pullSnapshots(parts, request, { signal, progress })
      },
      list: async () => (await snapshotStore()).list(),
    },
    migrations: {
      create: async (edge: Parameters<typeof newMigration>[1]) => newMigration(await bundleParts(), edge),
      check: async (file: string | undefined) => checkMigrations(await bundleParts(), file, { signal }),
      graph: async (agent: AgentName) => migrationGraph(await bundleParts(), agent, { signal }),
    },
    previews: {
      run: async (request: PreviewRequest, progress: Progress) =>
        previewAgent(await previewParts(), request, { signal, progress }),
    },
    releases: {
      create: async (name: ReleaseName, options: Omit<CreateOptions, 'signal'>) =>
        createRelease(await previewParts(), name, { ...options, signal }),
      read: async (name: ReleaseName) => readRelease((await workspace()).files, name),
      listFiles: async () => listReleases((await workspace()).files),
      get: async (name: ReleaseName, environment: string) => (await releaseStore(environment)).get(name),
      list: async (environment: string) => (await releaseStore(environment)).list(),
      propose: async (name: ReleaseName, { environment, who }: Act) =>
        proposeRelease({ ...(await previewParts()), releases: await releaseStore(environment) }, name, {
          who,
          signal,
        }),
      approve: async (name: ReleaseName, { environment, who, reason }: Act & { readonly reason: string }) =>
        approveRelease(await releaseStore(environment), name, { who, reason }),
    },
    rollouts: {
      push: async (name: ReleaseName, act: Act & { readonly progress: Progress }) =>
        pushRelease(await rolloutParts(act.environment), name, { ...act, signal }),
      rollBack: async (name: ReleaseName, act: Act & { readonly progress: Progress }) =>
        rollBackRelease(await rolloutParts(act.environment), name, { ...act, signal }),
    },
    environments: {
      /** Names of the files that were applied, in order. */
      migrate: async (environment: string): Promise<readonly string[]> =>
        migrate(await database(environment), { signal }),
      schema: async (environment: string): Promise<SchemaStatus> => schemaStatus(await database(environment)),
      examine: async (environment: string): Promise<readonly Check[]> => {
        try {
          return await examineDatabase({ ...(await reach(environment)), part: 'doctor' })
        } catch (error) {
          // An environment that is not set up on this machine is what a doctor is asked about.
          if (!isCrosswalkError(error, 'workspace/url-unset')) throw error
          return [{ name: 'connection', ok: false, message: error.message }]
        }
      },
      status: async (environment: string) => statusOf(environment),
      statusOfAll: async () => {
        const settings = (await (await workspace()).files.read({ kind: 'settings' })).value
        return Promise.all(Object.keys(settings.environments).map(statusOrError))
      },
      history: async (environment: string, config: ConfigId) =>
        new PostgresOverview(await production(environment)).history(config),
    },
    demo: {
      /** The whole story, in a workspace that `writeDemoWorkspace` has made. */
      run: async (options: Omit<DemoOptions, 'signal'>): Promise<DemoResult> => {
        const parts = {
          ...(await previewParts()),
          importFlow: async (content: Uint8Array, request: flows.FlowImportOptions) =>
            flows.importFlowFile(await workspace(), content, request),
          migrateDatabase: async () => migrate(await database(DEMO), { signal }),
          pull: async (agent: AgentName) => {
            const [pulled] = await services.snapshots.pull({ environment: DEMO, agent }, undefined)
            return pulled ?? fail('workspace/no-snapshot', { agent })
          },
          application: new PostgresDemoApplication(await database(DEMO)),
          material: demoMaterial,
          stores: async () => rolloutParts(DEMO),
        }
        return runDemo(parts, { ...options, signal })
      },
    },
    close: () => resources.close(),
  }
  return services
}

/** The starter workspace's own environment, with an embedded server. */
const DEMO = 'demo'

/** Node's, which is several times as fast as the one in plain JavaScript. */
const sha256: Sha256 = (text) => createHash('sha256').update(text).digest('hex') as Hash

type Close<T> = (opened: T) => void | Promise<void>

/** What was opened, to be closed in the reverse order. */
class Resources {
  readonly #closers: (() => Promise<void>)[] = []

  /** A function that opens at its first call, and gives the same ever after. */
  once<T>(open: () => Promise<T>, close?: Close<T>): () => Promise<T> {
    const each = this.each(open, close)
    return () => each('')
  }

  /** The same for each of several, by name. */
  each<T>(open: (name: string) => Promise<T>, close?: Close<T>): (name: string) => Promise<T> {
    const opened = new Map<string, Promise<T>>()
    return (name) => {
      const there = opened.get(name)
      if (there !== undefined) return there
      const opening = open(name)
      opened.set(name, opening)
      // One that could not be opened has told so to whoever asked.
      this.#closers.push(() => opening.then(close, () => undefined))
      return opening
    }
  }

  /** Closes all, whatever becomes of one; raises the first failure then. */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }
}
