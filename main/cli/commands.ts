import { dbMigrate } from './commands/db-migrate.ts'
import { dbStatus } from './commands/db-status.ts'
import { demo } from './commands/demo.ts'
import { doctor } from './commands/doctor.ts'
import { flowDiff } from './commands/flow-diff.ts'
import { flowExport } from './commands/flow-export.ts'
import { flowImport } from './commands/flow-import.ts'
import { flowList } from './commands/flow-list.ts'
import { flowShow } from './commands/flow-show.ts'
import { history } from './commands/history.ts'
import { init } from './commands/init.ts'
import { migrationCheck } from './commands/migration-check.ts'
import { migrationGraph } from './commands/migration-graph.ts'
import { migrationNew } from './commands/migration-new.ts'
import { preview } from './commands/preview.ts'
import { push } from './commands/push.ts'
import { releaseApprove } from './commands/release-approve.ts'
import { releaseCreate } from './commands/release-create.ts'
import { releaseList } from './commands/release-list.ts'
import { releasePropose } from './commands/release-propose.ts'
import { releaseShow } from './commands/release-show.ts'
import { rollback } from './commands/rollback.ts'
import { snapshotList } from './commands/snapshot-list.ts'
import { snapshotPull } from './commands/snapshot-pull.ts'
import { status } from './commands/status.ts'
import type { CommandTable } from './parse.ts'

/** Every command of Crosswalk, in the order of the help: that of the work. */
export const commandTable: CommandTable = {
  groups: {
    db: 'The database of an environment',
    flow: 'Flow versions of the workspace',
    migration: 'How configs move from version to version',
    snapshot: 'Copies of production configs in the workspace',
    release: 'What is approved and pushed',
  },
  commands: [
    demo,
    init,
    doctor,
    dbMigrate,
    dbStatus,
    flowImport,
    flowList,
    flowShow,
    flowExport,
    flowDiff,
    migrationNew,
    migrationCheck,
    migrationGraph,
    snapshotPull,
    snapshotList,
    preview,
    releaseCreate,
    releaseShow,
    releaseList,
    releasePropose,
    releaseApprove,
    push,
    rollback,
    status,
    history,
  ],
}
