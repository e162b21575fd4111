import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { AgentName, ConfigId, Hash, Version } from '../shared/config/ids.ts'
import { getEnvironment } from '../shared/config/workspace-file.ts'
import { fail, isCrosswalkError } from '../shared/errors/index.ts'
import type { Sha256 } from '../shared/json/hash.ts'
import type { ReleaseName } from '../shared/release/name.ts'
import { addAgents } from './production/adopt/agents.ts'
import { PostgresAdoption } from './production/adopt/postgres-adoption.ts'
import { PostgresAuditLog } from './production/audit/postgres-audit-log.ts'
import { type ConnectOptions, connect } from './production/connect.ts'
import { PostgresConfigSource } from './production/copy-configs.ts'
import { PostgresDemoApplication } from './production/demo-application.ts'
import { examineDatabase } from './production/doctor.ts'
import { examineDeep } from './production/examine/deep/examine.ts'
import { examineDatabaseObjects } from './production/examine/objects.ts'
import { PostgresOverview } from './production/postgres-overview.ts'
import { PostgresReleaseStore } from './production/release/postgres-release-store.ts'
import { PostgresConfigRestorer } from './production/restore/postgres-config-restorer.ts'
import { reportRights } from './production/rights/report.ts'
import { PostgresRolloutStore } from './production/rollout/postgres-rollout-store.ts'
import { PostgresRollbackJournal } from './production/rollout/rollback-journal.ts'
import { migrate } from './production/schema/migrate.ts'
import { requireSchema, schemaStatus } from './production/schema/status.ts'
import { SesSandbox } from './sandbox/sandbox.ts'
import { type AdoptionRequest, adopt, inspectAdoption, knownAgents } from './services/adopt.ts'
import { type ExportFormat, exportAudit } from './services/audit-export.ts'
import { type ChainHash, type VerifyOptions, verifyAudit } from './services/audit-verify.ts'
import { refreshAuthoringTypes, type TypesResult, writeAuthoringTypes } from './services/authoring-types.ts'
import { checkMigrations } from './services/check-migrations.ts'
import { comparePreviews } from './services/compare-previews.ts'
import { type DemoOptions, type DemoResult, runDemo } from './services/demo/run-demo.ts'
import { type DraftOptions, draftOneMigration } from './services/draft-migration.ts'
import { listPreviews } from './services/evidence.ts'
import { explainOneConfig } from './services/evidence-config.ts'
import { type ConfigFilter, exportConfigs, listConfigs } from './services/evidence-configs.ts'
import { reportShape } from './services/evidence-shape.ts'
import { examineWorkspace } from './services/examine-workspace.ts'
import * as flows from './services/flows.ts'
import { type AcceptOptions, acceptLoss, type NamedLoss, withdrawLoss } from './services/losses.ts'
import { judgeReport } from './services/losses-in-report.ts'
import { listLosses } from './services/losses-list.ts'
import { migrationGraph } from './services/migrations.ts'
import type { RestoreOptions } from './services/ports/adoption.ts'
import type { Check, SchemaObjects, SchemaStatus, TableLack } from './services/ports/database.ts'
import type { Restore, Restored } from './services/ports/restore.ts'
import type { RightsReport } from './services/ports/rights.ts'
import type { RollbackScope } from './services/ports/rollouts.ts'
import type { SnapshotStore } from './services/ports/snapshots.ts'
import { type PreviewRequest, previewAgent } from './services/preview-agent.ts'
import { reportPreview } from './services/preview-report.ts'
import { pushRelease } from './services/push.ts'
import {
  type ApproveOptions,
  approveRelease,
  type CreateOptions,
  createRelease,
  listReleases,
  proposeRelease,
  readRelease,
} from './services/releases.ts'
import { restoreConfig } from './services/restore.ts'
import { type RollbackOptions, rollBackRelease } from './services/rollback.ts'
import { forecastRollback } from './services/rollback-plan.ts'
import { type RollbackReportOptions, reportRollback } from './services/rollback-report.ts'
import * as snapshots from './services/snapshots.ts'
import { openMaskKey } from './workspace/mask-key.ts'
import { openWorkspace } from './workspace/open-workspace.ts'
import { openStore } from './workspace/sqlite/open-store.ts'
import { SqlitePreviewStore } from './workspace/sqlite/sqlite-preview-store.ts'
import { SqliteSnapshotStore } from './workspace/sqlite/sqlite-snapshot-store.ts'
import { demoMaterial, writeDemoWorkspace } from './workspace/starter/demo-workspace.ts'
import { writeStarter } from './workspace/starter/write-starter.ts'

export type { CheckFinding } from '../shared/checks/index.ts'
export type { ExportFormat } from './services/audit-export.ts'
export type { AuditVerdict } from './services/audit-verify.ts'
export type { TypesResult } from './services/authoring-types.ts'
export type { CheckResult } from './services/check-migrations.ts'
export type { PreviewComparison } from './services/compare-previews.ts'
export type { DemoEvent, DemoResult } from './services/demo/run-demo.ts'
export type { DraftedStep, DraftResult } from './services/draft-migration.ts'
export type { PreviewEntry } from './services/evidence.ts'
export type { ConfigExplanation } from './services/evidence-config.ts'
export type { ConfigPage } from './services/evidence-configs.ts'
export type { ShapeReport } from './services/evidence-shape.ts'
export type { FlowDifference, FlowEntry, FlowImportResult, FlowRecord } from './services/flows.ts'
export type { AcceptResult, WithdrawResult } from './services/losses.ts'
export type { LossList } from './services/losses-list.ts'
export type { GraphResult } from './services/migrations.ts'
export type {
  AdoptionChoices,
  AdoptionFinding,
  AdoptionReport,
  Placeholder,
  Repair,
  SetAsideRow,
} from './services/ports/adoption.ts'
export type { AuditEntry } from './services/ports/audit.ts'
export type { Check, DeepCheck, SchemaObjects, SchemaStatus, TableLack } from './services/ports/database.ts'
export type { ReleaseRecord } from './services/ports/releases.ts'
export type { RightsReport } from './services/ports/rights.ts'
export type { Snapshot } from './services/ports/snapshots.ts'

export type { PreviewReport } from './services/preview-report.ts'
export type { RolloutResult } from './services/push.ts'
export type { ApprovedRelease, Judged, ReleaseFile } from './services/releases.ts'
export type { RollbackResult } from './services/rollback.ts'
export type { RollbackForecast } from './services/rollback-plan.ts'
export type { RollbackReportSums } from './services/rollback-report.ts'

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

  /** For work on the tables themselves, which takes as long as it takes. */
  const overhaul = resources.each(
    async (environment: string) =>
      connect({ ...(await reach(environment)), part: 'adopt', statementTimeoutMs: 0 }),
    (opened) => opened.close(),
  )
  const adoptionParts = async (environment: string) => ({
    files: (await workspace()).files,
    adoption: new PostgresAdoption(await overhaul(environment)),
  })

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
  const evidenceParts = async () => ({
    snapshots: await snapshotStore(),
    previews: new SqlitePreviewStore(await store()),
  })
  const bundleParts = async () => ({ files: (await workspace()).files, sandbox: await sandbox() })
  const previewParts = async () => ({ ...(await bundleParts()), ...(await evidenceParts()) })
  const releaseStore = async (environment: string) => new PostgresReleaseStore(await production(environment))
  const rolloutParts = async (environment: string) => ({
    releases: await releaseStore(environment),
    rollouts: new PostgresRolloutStore(await production(environment)),
    sandbox: await sandbox(),
  })
  const auditLog = async (environment: string) => new PostgresAuditLog(await production(environment))
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
      init: async (dir: string): Promise<string> => withTypes(await writeStarter(dir, { signal })),
      initDemo: async (dir: string): Promise<string> => withTypes(await writeDemoWorkspace(dir, { signal })),
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
      create: async (
        edge: Parameters<typeof draftOneMigration>[1],
        options: Omit<DraftOptions, 'signal'>,
      ) => {
        const parts = { ...(await bundleParts()), snapshots: snapshotStore }
        const made = await draftOneMigration(parts, edge, { ...options, signal })
        if (made.written) await writeAuthoringTypes(parts.files)
        return made
      },
      check: async (file: string | undefined) => {
        const parts = await bundleParts()
        await refreshAuthoringTypes(parts.files)
        return checkMigrations(parts, file, { signal })
      },
      types: async (): Promise<TypesResult> => writeAuthoringTypes((await workspace()).files),
      graph: async (agent: AgentName) => migrationGraph(await bundleParts(), agent, { signal }),
    },
    previews: {
      run: async (request: PreviewRequest, progress: Progress) => {
        const parts = await previewParts()
        return judgeReport(parts, await previewAgent(parts, request, { signal, progress }), { signal })
      },
    },
    evidence: {
      list: async (options: { agent?: AgentName | undefined }) =>
        listPreviews({ previews: new SqlitePreviewStore(await store()) }, options),
      report: async (preview: string, { path }: { path?: string | undefined }) => {
        const parts = await previewParts()
        return judgeReport(parts, reportPreview(parts.previews, preview, { path }), { path, signal })
      },
      shape: async (preview: string, shape: string) => reportShape(await evidenceParts(), preview, shape),
      configs: async (preview: string, options: Parameters<typeof listConfigs>[2]) =>
        listConfigs(await evidenceParts(), preview, options),
      export: async (preview: string, filter: ConfigFilter) =>
        exportConfigs(await evidenceParts(), preview, filter),
      explain: async (which: { readonly preview: string; readonly config: ConfigId }) =>
        explainOneConfig(await previewParts(), which, { signal }),
      compare: async (which: { readonly before: string; readonly after: string }) =>
        comparePreviews(new SqlitePreviewStore(await store()), which),
    },
    losses: {
      accept: async (
        name: ReleaseName,
        { path, shapes, ...options }: NamedLoss & Omit<AcceptOptions, 'signal'>,
      ) => {
        const { lock } = await workspace()
        return acceptLoss({ ...(await previewParts()), lock }, name, { path, shapes }, { ...options, signal })
      },
      list: async (name: ReleaseName, options: { preview?: string | undefined }) =>
        listLosses(await previewParts(), name, { ...options, signal }),
      withdraw: async (name: ReleaseName, named: NamedLoss) => withdrawLoss(await workspace(), name, named),
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
      approve: async (
        name: ReleaseName,
        { environment, ...options }: Pick<Act, 'environment'> & Omit<ApproveOptions, 'policy'>,
      ) =>
        approveRelease(await releaseStore(environment), name, {
          ...options,
          policy: (await (await workspace()).files.read({ kind: 'settings' })).value.approvals,
        }),
    },
    rollouts: {
      push: async (name: ReleaseName, act: Act & { readonly progress: Progress }) =>
        pushRelease(await rolloutParts(act.environment), name, { ...act, signal }),
      rollBack: async (name: ReleaseName, act: Omit<RollbackOptions, 'signal'>) =>
        rollBackRelease(await rolloutParts(act.environment), name, { ...act, signal }),
      /** What a rollback would do: a line for each config, and the sums at the end. */
      forecastRollback: async (name: ReleaseName, where: { environment: string; scope: RollbackScope }) =>
        forecastRollback(await rolloutParts(where.environment), name, { ...where, signal }),
      /** Who owns each path after a rollback: a line for each config, and the sums at the end. */
      reportRollback: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<RollbackReportOptions, 'signal'>,
      ) => {
        const parts = {
          releases: await releaseStore(environment),
          journal: new PostgresRollbackJournal(await production(environment)),
        }
        return reportRollback(parts, name, { ...options, signal })
      },
    },
    adoption: {
      inspect: async (environment: string) => inspectAdoption(await adoptionParts(environment)),
      apply: async (environment: string, request: Omit<AdoptionRequest, 'signal'>) =>
        adopt(await adoptionParts(environment), { ...request, signal }),
      restore: async (environment: string, id: string, options: RestoreOptions) =>
        (await adoptionParts(environment)).adoption.restore(id, options),
      /** Rows that were set aside, and placeholders. */
      list: async (environment: string) => {
        const { adoption } = await adoptionParts(environment)
        return { setAside: await adoption.listSetAside(), placeholders: await adoption.listPlaceholders() }
      },
      removePlaceholders: async (environment: string, who: string) =>
        (await adoptionParts(environment)).adoption.removePlaceholders(who),
    },
    environments: {
      /** Names of the files that were applied, in order, and of the agents that users can have configs of since. */
      migrate: async (environment: string): Promise<readonly string[]> => {
        const opened = await database(environment)
        const applied = await migrate(opened, { signal })
        const { agents } = (await (await workspace()).files.read({ kind: 'settings' })).value
        const added = await addAgents(opened, Object.keys(agents))
        return [...applied, ...added.map((agent) => `agent ${agent}`)]
      },
      /** Roles and grants: who has which, and what an administrator has still to run. */
      rights: async (environment: string): Promise<RightsReport> =>
        reportRights(await production(environment)),
      schema: async (environment: string): Promise<SchemaStatus> => schemaStatus(await database(environment)),
      /** The same object by object, and what the tables of applications lack. */
      objects: async (
        environment: string,
      ): Promise<{ objects: SchemaObjects; lacks: readonly TableLack[] }> =>
        examineDatabaseObjects(await database(environment)),
      examine: async (environment: string): Promise<readonly Check[]> => {
        try {
          return await examineDatabase({ ...(await reach(environment)), part: 'doctor' })
        } catch (error) {
          // An environment that is not set up on this machine is what a doctor is asked about.
          if (!isCrosswalkError(error, 'workspace/url-unset')) throw error
          return [{ name: 'connection', ok: false, message: error.message }]
        }
      },
      /** Whether what has to be true of the data is. Reads every config that releases have dealt with. */
      examineDeep: async (environment: string, progress: (event: { readonly done: number }) => void) => {
        await production(environment)
        const known = await knownAgents((await workspace()).files)
        return examineDeep(await reader(environment), { known, signal, progress })
      },
      status: async (environment: string) => statusOf(environment),
      statusOfAll: async () => {
        const settings = (await (await workspace()).files.read({ kind: 'settings' })).value
        return Promise.all(Object.keys(settings.environments).map(statusOrError))
      },
      history: async (environment: string, config: ConfigId) =>
        new PostgresOverview(await production(environment)).history(config),
      /** Gives a config a state of its history back. */
      restore: async (environment: string, asked: Restore): Promise<Restored> =>
        restoreConfig(new PostgresConfigRestorer(await production(environment)), asked),
    },
    audit: {
      verify: async (environment: string, options: Pick<VerifyOptions, 'expect' | 'progress'>) =>
        verifyAudit(await auditLog(environment), chainHash, { ...options, signal }),
      /** The newest entries, newest first. */
      list: async (environment: string, options: { readonly limit: number; readonly since?: string }) =>
        (await auditLog(environment)).newest(options),
      export: async (environment: string, options: { since?: string | undefined; format: ExportFormat }) =>
        exportAudit(await auditLog(environment), { ...options, signal }),
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

/** What editors check migrations by, for a workspace that was just made. */
async function withTypes(dir: string): Promise<string> {
  await writeAuthoringTypes((await openWorkspace(dir)).files)
  return dir
}

/** The starter workspace's own environment, with an embedded server. */
const DEMO = 'demo'

const chainHash: ChainHash = (previous, text) =>
  createHash('sha256').update(previous, 'hex').update(text).digest('hex') as Hash

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
