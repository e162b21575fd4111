import type { ConfigId, Version } from '../../../shared/config/ids.ts'
import type {
  Failure,
  Lease,
  Page,
  PushWrite,
  RollbackReach,
  RollbackScope,
  RollbackWrite,
  RolloutStore,
  TargetColumns,
} from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { countRollout, listTroubles } from './counts.ts'
import { acquireLease } from './lease.ts'
import { leaveConfigs } from './leave.ts'
import { countPending, pushPage, pushRows } from './push-page.ts'
import { writePush } from './push-write.ts'
import { auditRollback } from './rollback-audit.ts'
import { rollbackPage, rollbackRows } from './rollback-page.ts'
import { countGone, listNewer, noteMovedOn } from './rollback-standing.ts'
import { writeRollback } from './rollback-write.ts'

/** The statements of a rollout; each stands in its own file with what it has to guarantee. */
export class PostgresRolloutStore implements RolloutStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  acquireLease(releaseId: string, holder: string) {
    return acquireLease(this.#database, releaseId, holder)
  }
  pushPage(lease: Lease, agent: string, to: Version, page: Page) {
    return pushPage(this.#database, lease, agent, to, page)
  }
  pushRows(lease: Lease, agent: string, to: Version, ids: readonly ConfigId[]) {
    return pushRows(this.#database, lease, agent, to, ids)
  }
  push(lease: Lease, target: TargetColumns, writes: readonly PushWrite[]) {
    return writePush(this.#database, lease, target, writes)
  }
  leave(lease: Lease, to: Version, ids: readonly ConfigId[], failure: Failure) {
    return leaveConfigs(this.#database, lease, to, ids, failure)
  }
  rollbackPage(reach: RollbackReach, page: Page) {
    return rollbackPage(this.#database, reach, page)
  }
  rollbackRows(reach: RollbackReach, ids: readonly ConfigId[]) {
    return rollbackRows(this.#database, reach, ids)
  }
  rollback(lease: Lease, writes: readonly RollbackWrite[]) {
    return writeRollback(this.#database, lease, writes)
  }
  listNewer(releaseId: string, scope: RollbackScope) {
    return listNewer(this.#database, releaseId, scope)
  }
  countGone(reach: RollbackReach) {
    return countGone(this.#database, reach)
  }
  noteMovedOn(lease: Lease, reach: RollbackReach) {
    return noteMovedOn(this.#database, lease, reach)
  }
  auditRollback(releaseId: string, entry: Parameters<RolloutStore['auditRollback']>[1]) {
    return auditRollback(this.#database, releaseId, entry)
  }
  countPending(releaseId: string, agent: string, to: Version) {
    return countPending(this.#database, releaseId, agent, to)
  }
  counts(releaseId: string, agent: string, to: Version) {
    return countRollout(this.#database, releaseId, agent, to)
  }
  listTroubles(releaseId: string, limit: number) {
    return listTroubles(this.#database, releaseId, limit)
  }
}
