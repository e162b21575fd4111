import type { ConfigId, Version } from '../../../shared/config/ids.ts'
import type { Failure, LeaseToken } from '../../services/ports/rollouts.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'
import { waveOfTenant } from './in-wave.ts'
import { passFence } from './lease.ts'

// The configs themselves are not touched, for somebody else holds them: no more than the journal is written.
const LEAVE = `
  INSERT INTO crosswalk.journal AS j (release_id, config_id, run, state, from_version, to_version, error, wave)
  SELECT $1, c.id, $2, 'failed', c.flow_version, $4, $5, ${waveOfTenant('c.tenant_id')}
    FROM public.walker_agent_user_configs c WHERE c.id = ANY ($3::uuid[])
  ON CONFLICT (release_id, config_id) DO UPDATE
     SET run = excluded.run, state = excluded.state, from_version = excluded.from_version,
         error = excluded.error, done_at = now()
   WHERE j.state IN ('held', 'failed')`

/** Notes configs that a push could not have. The next push looks at them again. */
export async function leaveConfigs(
  database: Database,
  lease: LeaseToken,
  to: Version,
  ids: readonly ConfigId[],
  failure: Failure,
): Promise<void> {
  await inTransaction(database, {}, async (client) => {
    await passFence(client, lease)
    await client.query(LEAVE, [lease.releaseId, lease.token, ids, to, JSON.stringify(failure)])
  })
}
