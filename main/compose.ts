import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { AgentName, ConfigId, Hash, Version } from '../shared/config/ids.ts'
import { generateTenants } from '../shared/config/sample/index.ts'
import { getEnvironment } from '../shared/config/workspace-file.ts'
import { fail, isCrosswalkError } from '../shared/errors/index.ts'
import type { Sha256 } from '../shared/json/hash.ts'
import type { ReleaseName } from '../shared/release/name.ts'
import { GraphileJobQueue } from './jobs/graphile-job-queue.ts'
import { installJobs } from './jobs/install.ts'
import { Circuit } from './langflow/circuit.ts'
import { HttpLangflowServer } from './langflow/http-langflow-server.ts'
import { addAgents } from './production/adopt/agents.ts'
import { PostgresAdoption } from './production/adopt/postgres-adoption.ts'
import { PostgresAuditLog } from './production/audit/postgres-audit-log.ts'
import { PostgresBackupStore } from './production/backup/postgres-backup-store.ts'
import { type ConnectOptions, connect } from './production/connect.ts'
import { PostgresConfigSource } from './production/copy-configs.ts'
import { PostgresDemoApplication } from './production/demo-application.ts'
import { examineDatabase } from './production/doctor.ts'
import { PostgresPushMeter } from './production/estimate/postgres-push-meter.ts'
import { examineDeep } from './production/examine/deep/examine.ts'
import { examineDatabaseObjects } from './production/examine/objects.ts'
import { PostgresPublishedFlows } from './production/langflow/postgres-published-flows.ts'
import { PostgresOverview } from './production/postgres-overview.ts'
import { PostgresReleaseStore } from './production/release/postgres-release-store.ts'
import { PostgresReportSource } from './production/report/postgres-report-source.ts'
import { PostgresConfigRestorer } from './production/restore/postgres-config-restorer.ts'
import { reportRights } from './production/rights/report.ts'
import { PostgresJobBoard } from './production/rollout/job-board.ts'
import { PostgresOrderStore } from './production/rollout/orders.ts'
import { PostgresRolloutStore } from './production/rollout/postgres-rollout-store.ts'
import { PostgresRollbackJournal } from './production/rollout/rollback-journal.ts'
import { PostgresWaveStore } from './production/rollout/waves.ts'
import { migrate } from './production/schema/migrate.ts'
import { requireSchema, schemaStatus } from './production/schema/status.ts'
import { PostgresSecretKeys } from './production/secrets/postgres-secret-keys.ts'
import { PostgresSecretStore } from './production/secrets/postgres-secret-store.ts'
import { PostgresChangeFeed } from './production/sidecar/change-feed.ts'
import { databaseHealth } from './production/sidecar/health.ts'
import { openForSidecar } from './production/sidecar/open.ts'
import { PostgresSidecarStore } from './production/sidecar/postgres-sidecar-store.ts'
import { PostgresServiceTokens, PostgresTokenCheck } from './production/sidecar/service-tokens.ts'
import { PostgresVerificationStore } from './production/verify/postgres-verification-store.ts'
import { NodeSmokeRunner } from './production/verify/smoke-runner.ts'
import { SesSandbox } from './sandbox/sandbox.ts'
import { type AdoptionRequest, adopt, inspectAdoption, knownAgents } from './services/adopt.ts'
import { type ExportFormat, exportAudit } from './services/audit-export.ts'
import { type ChainHash, type VerifyOptions, verifyAudit } from './services/audit-verify.ts'
import { refreshAuthoringTypes, type TypesResult, writeAuthoringTypes } from './services/authoring-types.ts'
import { type BackupOptions, createBackup, listBackups, verifyBackup } from './services/backup.ts'
import type { NamedBackup } from './services/backup-gate.ts'
import { type RestoreBackupOptions, restoreBackup } from './services/backup-restore.ts'
import { checkMigrations } from './services/check-migrations.ts'
import { comparePreviews } from './services/compare-previews.ts'
import { type DemoOptions, type DemoResult, runDemo } from './services/demo/run-demo.ts'
import { type DraftOptions, draftOneMigration } from './services/draft-migration.ts'
import { listPreviews } from './services/evidence.ts'
import { explainOneConfig } from './services/evidence-config.ts'
import { type ConfigFilter, exportConfigs, listConfigs } from './services/evidence-configs.ts'
import { reportShape } from './services/evidence-shape.ts'
import { examineForPush } from './services/examine-push.ts'
import { examineWorkspace } from './services/examine-workspace.ts'
import * as flows from './services/flows.ts'
import { type AcceptOptions, acceptLoss, type NamedLoss, withdrawLoss } from './services/losses.ts'
import { judgeReport } from './services/losses-in-report.ts'
import { listLosses } from './services/losses-list.ts'
import { migrationGraph } from './services/migrations.ts'
import type { RestoreOptions } from './services/ports/adoption.ts'
import type { Check, SchemaObjects, SchemaStatus, TableLack } from './services/ports/database.ts'
import type { ReleaseRecord } from './services/ports/releases.ts'
import type { Restore, Restored } from './services/ports/restore.ts'
import type { RightsReport } from './services/ports/rights.ts'
import type { RollbackScope } from './services/ports/rollouts.ts'
import type { SecretKeys } from './services/ports/secrets.ts'
import type { SnapshotStore } from './services/ports/snapshots.ts'
import type { WorkspaceFiles } from './services/ports/workspace.ts'
import { type Prepared, type PrepareOptions, preparePush } from './services/prepare-push.ts'
import { type PreviewRequest, previewAgent } from './services/preview-agent.ts'
import { reportPreview } from './services/preview-report.ts'
import { type PublishOptions, publishFlow, unpublishFlow } from './services/publish-flow.ts'
import { type PullOptions, pullFlow } from './services/pull-flow.ts'
import { type PushOptions, pushRelease } from './services/push.ts'
import { policyOf } from './services/push-gates.ts'
import {
  type ApproveOptions,
  approveRelease,
  type CreateOptions,
  createRelease,
  listReleases,
  proposeRelease,
  readRelease,
} from './services/releases.ts'
import { reportRelease } from './services/report.ts'
import { renderReport } from './services/report-markdown.ts'
import { restoreConfig } from './services/restore.ts'
import { type RollbackOptions, rollBackRelease } from './services/rollback.ts'
import { forecastRollback } from './services/rollback-plan.ts'
import { type RollbackReportOptions, reportRollback } from './services/rollback-report.ts'
import { type ControlOptions, resumeRollout, stopRollout } from './services/rollout-control.ts'
import { examineSecrets } from './services/secrets-doctor.ts'
import { type EncryptOptions, encryptSecrets } from './services/secrets-encrypt.ts'
import { rotateSecrets } from './services/secrets-rotate.ts'
import { secretsStatus } from './services/secrets-status.ts'
import { ConfigSecrets } from './services/sidecar/config-secrets.ts'
import { KeptAnswers } from './services/sidecar/kept-answers.ts'
import type { Happening } from './services/sidecar/parts.ts'
import { ReadCounter } from './services/sidecar/read-counter.ts'
import { ReleaseShelf } from './services/sidecar/release-shelf.ts'
import type { RunParts } from './services/sidecar/run-agent.ts'
import { RunCounter } from './services/sidecar/run-counter.ts'
import { type KnownToken, type NewToken, newToken, ServiceTokens } from './services/sidecar/service-tokens.ts'
import { Sidecar } from './services/sidecar/sidecar.ts'
import type { CurrentConfig } from './services/sidecar/state.ts'
import * as snapshots from './services/snapshots.ts'
import { verifyRelease } from './services/verify.ts'
import { carryVerification } from './services/verify-gate.ts'
import { documentsOf } from './services/version-documents.ts'
import { runWorker, type WorkerOptions } from './services/worker.ts'
import { openMaskKey } from './workspace/mask-key.ts'
import { openWorkspace } from './workspace/open-workspace.ts'
import { privateFolder } from './workspace/private-folder.ts'
import { runningSha256 } from './workspace/running-sha256.ts'
import { openStore } from './workspace/sqlite/open-store.ts'
import { SqlitePreviewStore } from './workspace/sqlite/sqlite-preview-store.ts'
import { SqliteSnapshotStore } from './workspace/sqlite/sqlite-snapshot-store.ts'
import { demoMaterial, writeDemoWorkspace } from './workspace/starter/demo-workspace.ts'
import { writeStarter } from './workspace/starter/write-starter.ts'

export type { CheckFinding } from '../shared/checks/index.ts'
export type { ExportFormat } from './services/audit-export.ts'
export type { AuditVerdict } from './services/audit-verify.ts'
export type { TypesResult } from './services/authoring-types.ts'
export type { ProvenBackup, VerifiedBackup } from './services/backup.ts'
export type { NamedBackup } from './services/backup-gate.ts'
export type { RestoreSums } from './services/backup-restore.ts'
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
export type { BackupEntry, RestoreScope } from './services/ports/backup.ts'
export type { Check, DeepCheck, SchemaObjects, SchemaStatus, TableLack } from './services/ports/database.ts'
export type { ReleaseRecord } from './services/ports/releases.ts'
export type { RightsReport } from './services/ports/rights.ts'
export type { ServiceToken, Whose } from './services/ports/sidecar.ts'
export type { Snapshot } from './services/ports/snapshots.ts'
export type { Verification } from './services/ports/verify.ts'
export type { PreviewReport } from './services/preview-report.ts'
export type { PublishResult, UnpublishResult } from './services/publish-flow.ts'
export type { PushResult, RolloutResult } from './services/push.ts'
export type { ApprovedRelease, Judged, ReleaseFile } from './services/releases.ts'
export type { ReleaseReport } from './services/report.ts'
export type { RollbackResult } from './services/rollback.ts'
export type { RollbackForecast } from './services/rollback-plan.ts'
export type { RollbackReportSums } from './services/rollback-report.ts'
export type { ControlResult } from './services/rollout-control.ts'
export type { RewriteResult } from './services/secret-sweep.ts'
export type { RotateResult } from './services/secrets-rotate.ts'
export type { SecretsStatus } from './services/secrets-status.ts'
export type { Sidecar } from './services/sidecar/sidecar.ts'
export type { WorkerEvent } from './services/worker.ts'

export type ComposeOptions = {
  readonly workspaceDir: string
  /** Cancels whatever is under way. */
  readonly signal: AbortSignal
}

type Progress = (event: { readonly done: number; readonly total: number }) => void
type Count = (event: { readonly done: number }) => void

type PushAct = Omit<PushOptions, 'signal' | 'policy' | 'prepare'>

/** A backup of the operator's own, and who is told how far the one that we take is. */
type PushPreparation = {
  readonly backup?: NamedBackup | undefined
  readonly preparing?: PrepareOptions['progress']
}

type WorkRequest = Pick<Act, 'environment'> & Omit<WorkerOptions, 'signal' | 'policy'>

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
    // For a rollout: its lease, its lanes, batches that others do, and looking at what is wanted.
    async (environment: string) => connect({ ...(await reach(environment)), part: 'cli', max: 8 }),
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
  /** Sessions of the job queue, which keeps one for listening. */
  const workers = resources.each(
    async (environment: string) => {
      await production(environment)
      return connect({ ...(await reach(environment)), part: 'worker' })
    },
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
  const previewParts = async () => ({ ...(await bundleParts()), ...(await evidenceParts()), runningSha256 })
  const releaseStore = async (environment: string) => new PostgresReleaseStore(await production(environment))
  const rolloutParts = async (environment: string) => ({
    releases: await releaseStore(environment),
    rollouts: new PostgresRolloutStore(await production(environment)),
    waves: new PostgresWaveStore(await production(environment)),
    orders: new PostgresOrderStore(await production(environment)),
    jobs: new PostgresJobBoard(await production(environment)),
    sandbox: await sandbox(),
  })
  const rolloutPolicy = async (environment: string) =>
    policyOf((await (await workspace()).files.read({ kind: 'settings' })).value, environment)
  const backupStore = async (environment: string) => {
    const folder = privateFolder(await root())
    // No environment has such a name.
    const scratch = join(folder, 'postgres', '.proof')
    const places = { folder: join(folder, 'backups'), scratch }
    return new PostgresBackupStore(await production(environment), places)
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
      meter: new PostgresPushMeter(opened),
    } as const
  }
  const verificationStore = async (environment: string) =>
    new PostgresVerificationStore(await production(environment))
  const settingsOf = async () => (await (await workspace()).files.read({ kind: 'settings' })).value
  const secretParts = async (environment: string) => {
    const { files } = await workspace()
    const opened = await production(environment)
    const { key_id: keyId } = getEnvironment((await files.read({ kind: 'settings' })).value, environment)
    const keys = new PostgresSecretKeys(opened, process.env, keyId)
    return { files, store: new PostgresSecretStore(opened), keys }
  }
  const auditLog = async (environment: string) => new PostgresAuditLog(await production(environment))
  const statusOf = async (environment: string) => ({
    environment,
    ...(await new PostgresOverview(await production(environment)).status()),
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
    published: new PostgresPublishedFlows(await production(environment)),
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
      pull: async (
        id: string,
        { environment, ...options }: { environment: string } & Omit<PullOptions, 'signal'>,
      ) => {
        const parts = { workspace: await workspace(), langflow: await langflow(environment) }
        return pullFlow(parts, id, { ...options, signal })
      },
      publish: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<PublishOptions, 'signal'>,
      ) => publishFlow(await publishParts(environment), name, { ...options, signal }),
      unpublish: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<PublishOptions, 'signal'>,
      ) => unpublishFlow(await publishParts(environment), name, { ...options, signal }),
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
      /** What became of a release, as a value and as a page. */
      report: async (name: ReleaseName, environment: string) => {
        const report = await reportRelease(
          {
            files: (await workspace()).files,
            releases: await releaseStore(environment),
            source: new PostgresReportSource(await production(environment)),
            previews: async () => new SqlitePreviewStore(await store()),
          },
          name,
        )
        return { report, page: renderReport(report) }
      },
      /** Looks over a release in a staging environment, and carries the evidence to another one where asked. */
      verify: async (
        name: ReleaseName,
        { environment, who, carry, progress }: Act & { carry?: string | undefined; progress: Progress },
      ) => {
        const verifications = await verificationStore(environment)
        const parts = {
          files: (await workspace()).files,
          releases: await releaseStore(environment),
          verifications,
          smoke: new NodeSmokeRunner(await reader(environment), process.env),
          counts: async ({ id, agent, version }: ReleaseRecord) => {
            const { rollouts } = await rolloutParts(environment)
            const to = version as Version
            return {
              ...(await rollouts.counts(id, agent, to)),
              pending: await rollouts.countPending(id, { agent, to }),
            }
          },
          examine: async () => {
            const known = await knownAgents((await workspace()).files)
            return examineDeep(await reader(environment), { known, signal, progress: () => undefined })
          },
        }
        const settings = await settingsOf()
        const verification = await verifyRelease(parts, name, { settings, who, signal, progress })
        if (carry !== undefined) {
          await carryVerification(verification, await verificationStore(carry), { who })
        }
        return verification
      },
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
      /** With a proven backup and evidence of staging before it, where the environment asks for them. */
      push: async (name: ReleaseName, { backup: named, preparing, ...act }: PushAct & PushPreparation) => {
        const parts = await rolloutParts(act.environment)
        const policy = await rolloutPolicy(act.environment)
        let prepared: Prepared = {}
        const prepare: PushOptions['prepare'] = async (release, work) => {
          const gates = {
            releases: parts.releases,
            verifications: await verificationStore(act.environment),
            verificationsOf: verificationStore,
            backups: await backupStore(act.environment),
          }
          const settings = await settingsOf()
          const asked = { settings, who: act.who, named, ...(preparing && { progress: preparing }) }
          prepared = await preparePush(gates, release, { ...asked, ...work })
        }
        const result = await pushRelease(parts, name, { ...act, policy, prepare, signal })
        return { ...result, ...(prepared.backup && { backup: prepared.backup }) }
      },
      rollBack: async (name: ReleaseName, act: Omit<RollbackOptions, 'signal' | 'policy'>) => {
        const parts = await rolloutParts(act.environment)
        return rollBackRelease(parts, name, { ...act, policy: await rolloutPolicy(act.environment), signal })
      },
      /** Takes batches of whatever is being rolled out, until the signal is aborted. */
      work: async ({ environment, ...options }: WorkRequest) => {
        const queue = new GraphileJobQueue((await workers(environment)).pool, environment)
        const parts = { ...(await rolloutParts(environment)), queue }
        return runWorker(parts, { ...options, policy: await rolloutPolicy(environment), signal })
      },
      stop: async (name: ReleaseName, wish: 'pause' | 'cancel', act: Omit<ControlOptions, 'signal'>) =>
        stopRollout(await rolloutParts(act.environment), name, wish, { ...act, signal }),
      resume: async (
        name: ReleaseName,
        act: Omit<Parameters<typeof resumeRollout>[2], 'signal' | 'policy'>,
      ) => {
        const parts = await rolloutParts(act.environment)
        return resumeRollout(parts, name, { ...act, policy: await rolloutPolicy(act.environment), signal })
      },
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
    backups: {
      create: async (
        name: ReleaseName,
        { environment, ...options }: { environment: string } & Omit<BackupOptions, 'signal' | 'keep'>,
      ) => {
        const parts = { releases: await releaseStore(environment), backups: await backupStore(environment) }
        const { keep } = (await settingsOf()).backups
        return createBackup(parts, name, { ...options, keep, signal })
      },
      verify: async (file: string, environment: string, progress: Progress) =>
        verifyBackup(await backupStore(environment), file, { progress, signal }),
      /** Gives configs the state of a backup: a line for each, and the sums at the end. */
      restore: async (
        file: string,
        { environment, ...options }: { environment: string } & Omit<RestoreBackupOptions, 'signal'>,
      ) => restoreBackup({ backups: await backupStore(environment), sha256 }, file, { ...options, signal }),
      list: async (environment: string) => listBackups(await backupStore(environment)),
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
        const applied = await migrate(opened, { signal, also: installJobs })
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
          const checks = await examineDatabase({ ...(await reach(environment)), part: 'doctor' })
          // What cannot be reached has been told.
          if (checks.some(({ name, ok }) => name === 'connection' && ok === false)) return checks
          return [...checks, ...(await examineForPush(() => pushExamination(environment)))]
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
        const found = await examineDeep(await reader(environment), { known, signal, progress })
        return [...found, ...(await examineSecrets(await secretParts(environment), { signal }))]
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
    secrets: {
      /** What is encrypted under which key, and what stands in the clear. */
      status: async (environment: string, progress: Count) =>
        secretsStatus(await secretParts(environment), { signal, progress }),
      encrypt: async (
        environment: string,
        options: Omit<EncryptOptions, 'signal' | 'sha256' | 'progress'> & { readonly progress: Count },
      ) => encryptSecrets(await secretParts(environment), { ...options, sha256, signal }),
      rotate: async (environment: string, options: { readonly who: string; readonly progress: Count }) =>
        rotateSecrets(await secretParts(environment), { ...options, signal }),
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
    tokens: {
      create: async (environment: string, asked: NewToken) => {
        const tokens = new PostgresServiceTokens(await production(environment))
        return newToken({ tokens, random: () => randomBytes(32).toString('base64url'), sha256 }, asked)
      },
      list: async (environment: string) => new PostgresServiceTokens(await production(environment)).list(),
      revoke: async (environment: string, token: string, who: string) =>
        new PostgresServiceTokens(await production(environment)).revoke(token, who),
    },
    sidecar: {
      /** What the HTTP service does. Whoever opens it closes it. */
      open: async (environment: string, options: SidecarSettings): Promise<Sidecar> => {
        const { url, sessions, statementTimeoutMs, ...beside } = options
        const where = url === undefined ? await reach(environment) : { environment, server: { url }, signal }
        const { files } = await workspace()
        const { key_id: keyId } = getEnvironment((await files.read({ kind: 'settings' })).value, environment)
        const opened = await openForSidecar({ ...where, sessions, statementTimeoutMs })
        const keys = new PostgresSecretKeys(opened, process.env, keyId)
        return openSidecar(opened, { files, keys, ...beside })
      },
    },
    demo: {
      /** The whole story, in a workspace that `writeDemoWorkspace` has made. */
      run: async (options: Omit<DemoOptions, 'signal'>): Promise<DemoResult> => {
        const parts = {
          ...(await previewParts()),
          importFlow: async (content: Uint8Array, request: flows.FlowImportOptions) =>
            flows.importFlowFile(await workspace(), content, request),
          migrateDatabase: async () => migrate(await database(DEMO), { signal, also: installJobs }),
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
      /** A few tenants of seo in an empty database, and whose configs theirs are. */
      seed: async (tenants: number) => {
        const opened = await database(DEMO)
        await migrate(opened, { signal })
        const made = [...generateTenants({ seed: 1, tenants, agent: 'seo', versions: { '1.0.0': 1 } })]
        await new PostgresDemoApplication(opened).seed(made)
        return made.map(({ tenantId, userId, agent }) => ({ tenant: tenantId, user: userId, agent }))
      },
    },
    close: () => resources.close(),
  }
  return services
}

export type SidecarSettings = {
  /** In place of the environment's own. */
  readonly url?: string | undefined
  readonly sessions: number
  readonly statementTimeoutMs: number
  readonly happened: (what: Happening) => void
  readonly ran: RunParts['ran']
  /** The Langflow that runs flows; left out where there is none. */
  readonly langflow?: { readonly url: string; readonly apiKey: string; readonly timeoutMs: number } | undefined
}

/** Answers that are kept, should a change ever be made past the triggers that tell of it. */
const MAX_AGE_MS = 60_000

async function openSidecar(
  opened: Awaited<ReturnType<typeof connect>>,
  beside: { files: WorkspaceFiles; keys: SecretKeys } & Pick<SidecarSettings, 'happened' | 'ran' | 'langflow'>,
): Promise<Sidecar> {
  const { files, keys, happened, ran, langflow } = beside
  const circuit = new Circuit()
  const store = new PostgresSidecarStore(opened)
  const sandbox = new SesSandbox()
  const feed = await PostgresChangeFeed.open(opened).catch(async (error: unknown) => {
    await opened.close()
    throw error
  })
  const kept = new KeptAnswers<CurrentConfig>(feed, {
    concerns: ['configs', 'releases'],
    most: 5_000,
    maxAgeMs: MAX_AGE_MS,
  })
  return new Sidecar({
    store,
    shelf: new ReleaseShelf({ store, sandbox, documents: documentsOf(files) }),
    kept,
    reads: new ReadCounter(store),
    runs: new RunCounter(store),
    secrets: new ConfigSecrets(keys),
    sha256,
    happened,
    ran,
    ...(langflow === undefined
      ? {}
      : { langflow: { server: runner(opened.where.environment, langflow, circuit), timeoutMs: langflow.timeoutMs } }),
    circuit: () => circuit.state,
    latestInWorkspace: async (agent) => (await files.list('defaults', agent)).at(-1)?.version,
    tokens: new ServiceTokens({
      tokens: new PostgresTokenCheck(opened),
      kept: new KeptAnswers<KnownToken | undefined>(feed, {
        concerns: ['tokens'],
        most: 1_000,
        maxAgeMs: MAX_AGE_MS,
      }),
      sha256,
      equal: (one, other) =>
        one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other)),
      now: Date.now,
    }),
    feed,
    health: () => databaseHealth(opened),
    closeParts: async () => {
      await sandbox.close()
      await opened.close()
    },
  })
}

const runner = (
  environment: string,
  { url, apiKey }: NonNullable<SidecarSettings['langflow']>,
  circuit: Circuit,
): HttpLangflowServer =>
  new HttpLangflowServer({ environment, url, variable: 'CROSSWALK_LANGFLOW_URL', apiKey }, { circuit })

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
