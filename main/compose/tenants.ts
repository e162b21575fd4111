import type { ConfigId } from '../../shared/config/ids.ts'
import { PostgresOverview } from '../production/postgres-overview.ts'
import { PostgresConfigRestorer } from '../production/restore/postgres-config-restorer.ts'
import { PostgresTenants } from '../production/tenants/postgres-tenants.ts'
import type { Restore } from '../services/ports/restore.ts'
import {
  type FindPage,
  findInEnvironment,
  findInSnapshot,
  restoreConfirmed,
  showHistory,
  showState,
} from '../services/tenants.ts'
import { openMaskKey } from '../workspace/mask-key.ts'
import { SqlitePreviewSearch } from '../workspace/sqlite/sqlite-preview-search.ts'
import type { Parts } from './parts.ts'

/** Tenants' configs one by one: finding them, what they were, and giving one a former state back. */
export function tenantServices(parts: Parts) {
  const { workspace, root, store, snapshotStore, production, settingsOf } = parts
  return {
    tenants: {
      find: async (environment: string, { text, ...page }: FindPage & { readonly text: string }) =>
        findInEnvironment(new PostgresTenants(await production(environment)), text, page),
      findInSnapshot: async (snapshot: string, asked: FindPage & { readonly text: string }) => {
        const search = new SqlitePreviewSearch(await store())
        return findInSnapshot({ snapshots: await snapshotStore(), search }, snapshot, asked)
      },
      history: async (environment: string, config: ConfigId) => {
        const opened = await production(environment)
        const tenants = new PostgresTenants(opened)
        const { files } = await workspace()
        return showHistory({ overview: new PostgresOverview(opened), tenants, files }, config)
      },
      state: async (environment: string, config: ConfigId, versionRow: string | undefined) => {
        const overview = new PostgresOverview(await production(environment))
        const { files } = await workspace()
        return showState({ overview, files, hmac: await openMaskKey(await root()) }, config, versionRow)
      },
      restore: async (asked: Restore & { environment: string; confirm: string | undefined }) => {
        const restorer = new PostgresConfigRestorer(await production(asked.environment))
        return restoreConfirmed(restorer, await settingsOf(), asked)
      },
    },
  }
}
