import type { Database } from '../../main/production/connect.ts'
import { PostgresReleaseStore } from '../../main/production/release/postgres-release-store.ts'
import { PostgresOrderStore } from '../../main/production/rollout/orders.ts'
import { PostgresRolloutStore } from '../../main/production/rollout/postgres-rollout-store.ts'
import { PostgresWaveStore } from '../../main/production/rollout/waves.ts'
import type { SesSandbox } from '../../main/sandbox/sandbox.ts'
import type { PreviewedConfig } from '../../main/services/ports/releases.ts'
import { pushRelease } from '../../main/services/push.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { hashJson } from '../../shared/json/hash.ts'
import { readJson } from '../../shared/json/read.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { Engine } from '../../shared/migration/engine.ts'
import { type Bundle, bundleDigest, writeBundle } from '../../shared/release/bundle.ts'
import { ShapeTable } from '../../shared/review/shape.ts'
import { digest, starterBundle } from './stage.ts'

const NAME = { agent: 'seo', version: '1.1.0' } as Parameters<typeof pushRelease>[1]

/** Proposes and approves what a preview would say. Gives the push of it, which ends when every config is migrated. */
export async function approvedPush(database: Database, sandbox: SesSandbox): Promise<() => Promise<void>> {
  const bundle = await starterBundle(sandbox, '1.1.0')
  const releases = new PostgresReleaseStore(database)
  const { configs, shapes } = await preview(database, bundle)
  const release = await releases.propose({
    name: NAME,
    digest: bundleDigest(bundle),
    bundle: writeBundle(bundle),
    notes: '',
    author: 'ann',
    previewDigest: digest('bench'),
    shapes: [...shapes].map((shapeId) => ({ shapeId, configs: 1, summary: '', operations: [] })),
    configs,
  })
  await releases.approve(release, { who: 'bob', reason: '' })
  const parts = {
    releases,
    rollouts: new PostgresRolloutStore(database),
    waves: new PostgresWaveStore(database),
    orders: new PostgresOrderStore(database),
    sandbox,
  }
  const signal = new AbortController().signal
  return async () => {
    const { migrated } = await pushRelease(parts, NAME, { environment: 'bench', who: 'bench', signal })
    if (migrated !== configs.length) throw new Error(`pushed ${migrated} of ${configs.length}`)
  }
}

async function preview(database: Database, bundle: Bundle) {
  const engine = new Engine(bundle, () => {
    throw new TypeError('1.1.0 has no code')
  })
  const table = new ShapeTable(digest)
  const shapes = new Set<string>()
  const configs: PreviewedConfig[] = []
  const from = '1.0.0' as Parameters<Engine['forward']>[1]
  const { rows } = await database.pool.query<{ id: ConfigId; text: string }>(
    'SELECT id, config_json::text AS text FROM walker_agent_user_configs ORDER BY id',
  )
  for (const { id, text } of rows) {
    const config = readJson(text) as JsonObject
    const run = engine.forward(config, from)
    const { id: shapeId } = table.of(from, run)
    shapes.add(shapeId)
    configs.push({
      configId: id,
      inputHash: hashJson(config, digest),
      outputHash: hashJson(run.config, digest),
      shapeId,
    })
  }
  return { configs, shapes }
}
