import type pg from 'pg'
import type { Wave } from '../../../shared/release/waves.ts'

const WAVES = `
  INSERT INTO crosswalk.release_waves (release_id, wave, reach, bake_minutes, bake_reads)
  SELECT $1, w.wave, w.reach, w.minutes, w.reads
    FROM unnest($2::int[], $3::numeric[], $4::bigint[]) WITH ORDINALITY AS w (reach, minutes, reads, wave)`

const TENANTS = `
  INSERT INTO crosswalk.wave_tenants (release_id, tenant_id, wave)
  SELECT $1, t.id, t.wave FROM unnest($2::text[], $3::int[]) AS t (id, wave)`

/** Keeps the waves with the release that is being proposed: they do not change any more. */
export async function insertWaves(
  client: pg.ClientBase,
  releaseId: string,
  waves: readonly Wave[],
): Promise<void> {
  if (waves.length === 0) return
  await client.query(WAVES, [
    releaseId,
    waves.map(({ reach }) => reach),
    waves.map(({ bakeMinutes }) => bakeMinutes),
    waves.map(({ bakeReads }) => bakeReads),
  ])
  const named = waves.flatMap(({ tenants }, at) => tenants.map((id) => ({ id, wave: at + 1 })))
  if (named.length === 0) return
  await client.query(TENANTS, [releaseId, named.map(({ id }) => id), named.map(({ wave }) => wave)])
}
