import type { SidecarHealth } from '../../services/ports/sidecar.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const HEALTH = `
  SELECT (SELECT max(version) FROM crosswalk.schema_migrations) AS schema_version,
         (SELECT count(*)::int FROM crosswalk.workers WHERE seen_at > now() - interval '30 seconds') AS workers,
         pg_is_in_recovery() AS is_replica`

/** Whether the database answers, and what it says. Raises what `translate` knows. */
export async function databaseHealth(database: Database): Promise<SidecarHealth> {
  type Row = { schema_version: number; workers: number; is_replica: boolean }
  const started = performance.now()
  const { rows } = await withClient(database, (client) => client.query<Row>(HEALTH))
  const { schema_version: schemaVersion, workers, is_replica: isReplica } = rows[0] as Row
  return { answeredMs: performance.now() - started, schemaVersion, workers, isReplica }
}
