import type pg from 'pg'
import type { TenantId } from '../../../shared/config/ids.ts'
import type { Database } from '../connect.ts'
import { inTransaction } from '../transaction.ts'

/**
 * Runs a transaction for one tenant: row-level security shows and takes that tenant's rows and no others, whatever the
 * statements ask for. The setting ends with the transaction, so that no session of the pool carries a tenant on.
 */
export const asTenant = <T>(
  database: Database,
  tenant: TenantId,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> =>
  inTransaction(database, {}, async (client) => {
    await client.query(`SELECT set_config('crosswalk.tenant', $1, true)`, [tenant])
    return work(client)
  })
