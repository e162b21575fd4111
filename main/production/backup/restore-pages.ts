import type { ConfigId, Hash } from '../../../shared/config/ids.ts'
import type { BackedUpConfig, Backup, RestoreScope } from '../../services/ports/backup.ts'
import type { Database } from '../connect.ts'
import { type CopyRow, copyRows } from '../copy-text.ts'
import { withClient } from '../transaction.ts'
import { damaged } from './format.ts'
import { readBackupChunks } from './read-file.ts'

const PAGE_CONFIGS = 500

// The journal's key begins with the release.
const NOW = `
  SELECT c.id, c.xmin::text AS "rowVersion", c.flow_version AS version, c.config_json::text AS text,
         coalesce((SELECT jsonb_agg(jsonb_build_object('input', encode(j.input_hash, 'hex'), 'output', encode(j.output_hash, 'hex')))
                     FROM crosswalk.releases r JOIN crosswalk.journal j ON j.release_id = r.id AND j.config_id = c.id
                    WHERE r.agent = $2 AND j.input_hash IS NOT NULL AND j.output_hash IS NOT NULL), '[]')::text AS pushed
    FROM public.walker_agent_user_configs c WHERE c.id = ANY ($1::uuid[])`

type Row = { id: ConfigId; rowVersion: string; version: string; text: string; pushed: string }

/** Pages in id order of the configs in a backup that are within the scope, beside what they are now. */
export async function* backedUpPages(
  database: Database,
  backup: Backup,
  { scope, signal }: { readonly scope: RestoreScope; readonly signal?: AbortSignal },
): AsyncGenerator<readonly BackedUpConfig[]> {
  const read = rowReader(backup)
  for await (const rows of copyRows(bytesOf(backup, signal))) {
    const meant = rows.map(read).filter(({ configId, tenantId }) => isMeant(scope, configId, tenantId))
    for (let at = 0; at < meant.length; at += PAGE_CONFIGS) {
      yield besideNow(database, backup.agent, meant.slice(at, at + PAGE_CONFIGS))
    }
  }
}

async function* bytesOf(backup: Backup, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const chunks = readBackupChunks(backup.file, signal ? { signal } : {})
  for (;;) {
    const next = await chunks.next()
    if (!next.done) yield next.value.bytes
    else if (next.value.sha256 === backup.sha256) return
    else damaged(backup.file, 'it was changed meanwhile')
  }
}

function rowReader({ file, columns }: Backup): (row: CopyRow) => Omit<BackedUpConfig, 'now'> {
  const at = (name: string): number => {
    const index = columns.findIndex((column) => column.name === name)
    return index < 0 ? damaged(file, `its rows have no ${name}`) : index
  }
  const [id, tenant, version, config] = [at('id'), at('tenant_id'), at('flow_version'), at('config_json')]
  return (row) => {
    const [configId, tenantId, flowVersion, text] = [row[id], row[tenant], row[version], row[config]]
    if (row.length !== columns.length + 1 || !configId || !tenantId || flowVersion == null || text == null) {
      return damaged(file, 'a row of it lacks a column')
    }
    return { configId: configId as ConfigId, tenantId, version: flowVersion, text, values: row.slice(0, -1) }
  }
}

const isMeant = ({ tenants, configs }: RestoreScope, config: ConfigId, tenant: string): boolean =>
  (tenants?.includes(tenant) ?? true) && (configs?.includes(config) ?? true)

async function besideNow(
  database: Database,
  agent: string,
  configs: readonly Omit<BackedUpConfig, 'now'>[],
): Promise<readonly BackedUpConfig[]> {
  const ids = configs.map(({ configId }) => configId)
  const { rows } = await withClient(database, (client) => client.query<Row>(NOW, [ids, agent]))
  const byId = new Map(
    rows.map(({ id, pushed, ...now }) => [id, { ...now, pushed: JSON.parse(pushed) as Pushed }]),
  )
  return configs.map((config) => {
    const now = byId.get(config.configId)
    return now === undefined ? config : { ...config, now }
  })
}

type Pushed = readonly { readonly input: Hash; readonly output: Hash }[]
