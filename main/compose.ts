import { lazily } from './compose/lazily.ts'
import { type ComposeOptions, openParts } from './compose/parts.ts'

export type { ShapeReport } from '../shared/api/evidence.ts'
export type { LossList } from '../shared/api/losses.ts'
export type { CheckFinding } from '../shared/checks/index.ts'
export type { ComposeOptions } from './compose/parts.ts'
export type { SidecarSettings } from './compose/serving.ts'
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
export type { FlowEntry, FlowImportResult, FlowRecord } from './services/flows.ts'
export type { AcceptResult, WithdrawResult } from './services/losses.ts'
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
export type { ReportData } from './services/report-data.ts'
export type { RollbackResult } from './services/rollback.ts'
export type { RollbackForecast } from './services/rollback-plan.ts'
export type { RollbackReportSums } from './services/rollback-report.ts'
export type { ControlResult } from './services/rollout-control.ts'
export type { RewriteResult } from './services/secret-sweep.ts'
export type { RotateResult } from './services/secrets-rotate.ts'
export type { SecretsStatus } from './services/secrets-status.ts'
export type { Sidecar } from './services/sidecar/sidecar.ts'
export type { WorkerEvent } from './services/worker.ts'

/** The use cases, bound to one workspace: what a face may do. */
export type Services = ReturnType<typeof compose>

/** News everything, in `compose/`. What a use case needs is loaded and opened when it is first called, and closed by `close`. */
export function compose(options: ComposeOptions) {
  const parts = openParts(options)
  const authoring = lazily(async () => (await import('./compose/authoring.ts')).authoringServices(parts))
  const evidence = lazily(async () => (await import('./compose/evidence.ts')).evidenceServices(parts))
  const releases = lazily(async () => (await import('./compose/releases.ts')).releaseServices(parts))
  const environments = lazily(async () =>
    (await import('./compose/environments.ts')).environmentServices(parts),
  )
  const tenants = lazily(async () => (await import('./compose/tenants.ts')).tenantServices(parts))
  const serving = lazily(async () =>
    (await import('./compose/serving.ts')).servingServices(parts, authoring('snapshots').pull),
  )
  return {
    workspace: authoring('workspace'),
    flows: authoring('flows'),
    snapshots: authoring('snapshots'),
    migrations: authoring('migrations'),
    authoring: authoring('authoring'),
    previews: evidence('previews'),
    evidence: evidence('evidence'),
    losses: evidence('losses'),
    checklists: releases('checklists'),
    releases: releases('releases'),
    rollouts: releases('rollouts'),
    backups: releases('backups'),
    adoption: environments('adoption'),
    environments: environments('environments'),
    secrets: environments('secrets'),
    audit: environments('audit'),
    tokens: environments('tokens'),
    tenants: tenants('tenants'),
    sidecar: serving('sidecar'),
    demo: serving('demo'),
    close: parts.close,
  }
}
