import type { ConfigId, Version } from '../../../shared/config/ids.ts'
import type {
  Failure,
  Lease,
  LeaseToken,
  PushReach,
  PushWrite,
  RollbackReach,
  RollbackScope,
  RollbackWrite,
  RolloutStore,
  TargetColumns,
} from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { auditRollout } from './audit.ts'
import { countRollout, listTroubles } from './counts.ts'
import { acquireLease, holderOf } from './lease.ts'
import { leaveConfigs } from './leave.ts'
import { pressureGauge } from './pressure.ts'
import { pushPages, pushRows } from './push-page.ts'
import { countPending, isPushLeft } from './push-pending.ts'
import { writePush } from './push-write.ts'
import { rollbackPages, rollbackPagesById, rollbackRows } from './rollback-page.ts'
import { countGone, listNewer, noteMovedOn } from './rollback-standing.ts'
import { writeRollback } from './rollback-write.ts'

/** The statements of a rollout; each stands in its own file with what it has to guarantee. */
export class PostgresRolloutStore implements RolloutStore {
  readonly #database: Database
  readonly pressure: RolloutStore['pressure']

  constructor(database: Database) {
    this.#database = database
    this.pressure = pressureGauge(database)
  }

  acquireLease(releaseId: string, holder: string) {
    return acquireLease(this.#database, releaseId, holder)
  }
  holderOf(releaseId: string) {
    return holderOf(this.#database, releaseId)
  }
  pushPages(lease: LeaseToken, reach: PushReach) {
    return pushPages(this.#database, lease, reach)
  }
  pushRows(lease: LeaseToken, reach: PushReach, ids: readonly ConfigId[]) {
    return pushRows(this.#database, lease, reach, ids)
  }
  isPushLeft(lease: LeaseToken, reach: PushReach) {
    return isPushLeft(this.#database, lease, reach)
  }
  push(lease: LeaseToken, target: TargetColumns, writes: readonly PushWrite[]) {
    return writePush(this.#database, lease, target, writes)
  }
  leave(lease: LeaseToken, to: Version, ids: readonly ConfigId[], failure: Failure) {
    return leaveConfigs(this.#database, lease, to, ids, failure)
  }
  rollbackPages(reach: RollbackReach) {
    return rollbackPages(this.#database, reach)
  }
  rollbackPagesById(reach: RollbackReach) {
    return rollbackPagesById(this.#database, reach)
  }
  rollbackRows(reach: RollbackReach, ids: readonly ConfigId[]) {
    return rollbackRows(this.#database, reach, ids)
  }
  rollback(lease: LeaseToken, writes: readonly RollbackWrite[]) {
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
  audit(releaseId: string, entry: Parameters<RolloutStore['audit']>[1]) {
    return auditRollout(this.#database, releaseId, entry)
  }
  countPending(releaseId: string, reach: PushReach) {
    return countPending(this.#database, releaseId, reach)
  }
  counts(releaseId: string, agent: string, to: Version) {
    return countRollout(this.#database, releaseId, agent, to)
  }
  listTroubles(releaseId: string, limit: number) {
    return listTroubles(this.#database, releaseId, limit)
  }
}
