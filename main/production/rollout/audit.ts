import { writeJson } from '../../../shared/json/write.ts'
import type { RolloutStore } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const AUDIT = 'SELECT crosswalk.audit($1, $2, $3, $4::jsonb)'

/** The subject is the release's id, as in the entries that the database makes of it. */
export async function auditRollout(
  database: Database,
  releaseId: string,
  { who, action, detail }: Parameters<RolloutStore['audit']>[1],
): Promise<void> {
  await withClient(database, (client) => client.query(AUDIT, [who, action, releaseId, writeJson(detail)]))
}
