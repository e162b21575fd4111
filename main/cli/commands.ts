import { auditExport } from './commands/audit-export.ts'
import { auditList } from './commands/audit-list.ts'
import { auditVerify } from './commands/audit-verify.ts'
import { backupCreate } from './commands/backup-create.ts'
import { backupList } from './commands/backup-list.ts'
import { backupRestore } from './commands/backup-restore.ts'
import { backupVerify } from './commands/backup-verify.ts'
import { dbAdopt } from './commands/db-adopt.ts'
import { dbMigrate } from './commands/db-migrate.ts'
import { dbRoles } from './commands/db-roles.ts'
import { dbStatus } from './commands/db-status.ts'
import { demo } from './commands/demo.ts'
import { desktop } from './commands/desktop.ts'
import { doctor } from './commands/doctor.ts'
import { evidenceCompare } from './commands/evidence-compare.ts'
import { evidenceExport } from './commands/evidence-export.ts'
import { evidenceList } from './commands/evidence-list.ts'
import { evidenceShow } from './commands/evidence-show.ts'
import { flowDiff } from './commands/flow-diff.ts'
import { flowExport } from './commands/flow-export.ts'
import { flowImport } from './commands/flow-import.ts'
import { flowList } from './commands/flow-list.ts'
import { flowPublish } from './commands/flow-publish.ts'
import { flowPull } from './commands/flow-pull.ts'
import { flowShow } from './commands/flow-show.ts'
import { flowUnpublish } from './commands/flow-unpublish.ts'
import { history } from './commands/history.ts'
import { init } from './commands/init.ts'
import { lossAccept } from './commands/loss-accept.ts'
import { lossList } from './commands/loss-list.ts'
import { lossWithdraw } from './commands/loss-withdraw.ts'
import { migrationCheck } from './commands/migration-check.ts'
import { migrationGraph } from './commands/migration-graph.ts'
import { migrationNew } from './commands/migration-new.ts'
import { migrationTypes } from './commands/migration-types.ts'
import { preview } from './commands/preview.ts'
import { push } from './commands/push.ts'
import { releaseApprove } from './commands/release-approve.ts'
import { releaseCreate } from './commands/release-create.ts'
import { releaseList } from './commands/release-list.ts'
import { releasePropose } from './commands/release-propose.ts'
import { releaseShow } from './commands/release-show.ts'
import { releaseVerify } from './commands/release-verify.ts'
import { report } from './commands/report.ts'
import { restore } from './commands/restore.ts'
import { rollback } from './commands/rollback.ts'
import { rollbackReport } from './commands/rollback-report.ts'
import { rolloutCancel } from './commands/rollout-cancel.ts'
import { rolloutPause } from './commands/rollout-pause.ts'
import { rolloutResume } from './commands/rollout-resume.ts'
import { secretsEncrypt } from './commands/secrets-encrypt.ts'
import { secretsRotate } from './commands/secrets-rotate.ts'
import { secretsStatus } from './commands/secrets-status.ts'
import { serve } from './commands/serve.ts'
import { snapshotList } from './commands/snapshot-list.ts'
import { snapshotPull } from './commands/snapshot-pull.ts'
import { status } from './commands/status.ts'
import { tokenList } from './commands/token-list.ts'
import { tokenNew } from './commands/token-new.ts'
import { tokenRevoke } from './commands/token-revoke.ts'
import { web } from './commands/web.ts'
import { worker } from './commands/worker.ts'
import type { CommandTable } from './parse.ts'

/** Every command of Crosswalk, in the order of the help: that of the work. */
export const commandTable: CommandTable = {
  groups: {
    db: 'The database of an environment',
    flow: 'Flow versions of the workspace',
    migration: 'How configs move from version to version',
    snapshot: 'Copies of production configs in the workspace',
    evidence: 'What previews have found',
    loss: 'What users lose, accepted by name or not',
    release: 'What is approved and pushed',
    backup: 'Copies of what a push touches, proven by restoring them',
    secrets: 'What is encrypted in configs, and under which key',
    token: 'Who may ask the sidecar for configs',
    rollout: 'What is being pushed',
    audit: 'Who did what in an environment',
  },
  commands: [
    demo,
    web,
    desktop,
    init,
    doctor,
    dbMigrate,
    dbStatus,
    dbAdopt,
    dbRoles,
    flowImport,
    flowList,
    flowShow,
    flowExport,
    flowDiff,
    flowPull,
    flowPublish,
    flowUnpublish,
    migrationNew,
    migrationCheck,
    migrationGraph,
    migrationTypes,
    snapshotPull,
    snapshotList,
    preview,
    evidenceList,
    evidenceShow,
    evidenceCompare,
    evidenceExport,
    lossList,
    lossAccept,
    lossWithdraw,
    releaseCreate,
    releaseShow,
    releaseList,
    releasePropose,
    releaseApprove,
    releaseVerify,
    push,
    worker,
    rolloutPause,
    rolloutResume,
    rolloutCancel,
    rollback,
    rollbackReport,
    report,
    status,
    history,
    restore,
    backupCreate,
    backupList,
    backupVerify,
    backupRestore,
    secretsStatus,
    secretsEncrypt,
    secretsRotate,
    serve,
    tokenNew,
    tokenList,
    tokenRevoke,
    auditList,
    auditVerify,
    auditExport,
  ],
}
