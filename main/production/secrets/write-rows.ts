import type pg from 'pg'
import type { SecretRewrite, SecretRow } from '../../services/ports/secrets.ts'

/*
 * Written even where only its history changes: whoever is about to write the row by what he has read before, a rollback
 * for one, then has to read it again. What an encryption leaves is no edit, so `updated_at` stays.
 */
const CONFIGS = `
  UPDATE public.walker_agent_user_configs c SET config_json = coalesce(i.config::jsonb, c.config_json)
    FROM unnest($1::uuid[], $2::text[]) AS i (id, config) WHERE c.id = i.id`

const STATES = `
  SELECT crosswalk.reseal_state(i.id, i.config::jsonb) FROM unnest($1::uuid[], $2::text[]) AS i (id, config)`

const JOURNAL = `
  UPDATE crosswalk.journal j
     SET input_hash = decode(i.input, 'hex'), output_hash = decode(i.output, 'hex'), complement = i.complement::jsonb
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
      AS i (release_id, config_id, input, output, complement)
   WHERE j.release_id = i.release_id AND j.config_id = i.config_id`

/** Writes configs, states of their history and lines of their journals, in the transaction of the session. */
export async function writeRows(
  client: pg.ClientBase,
  rewrites: readonly { readonly row: SecretRow; readonly rewrite: SecretRewrite }[],
): Promise<void> {
  if (rewrites.length === 0) return
  await client.query(CONFIGS, [
    rewrites.map(({ row }) => row.configId),
    rewrites.map(({ rewrite }) => rewrite.text ?? null),
  ])
  const states = rewrites.flatMap(({ rewrite }) => rewrite.states)
  if (states.length > 0)
    await client.query(STATES, [states.map(({ id }) => id), states.map(({ text }) => text)])
  const journal = rewrites.flatMap(({ row, rewrite }) =>
    rewrite.journal.map((line) => ({ ...line, configId: row.configId })),
  )
  if (journal.length === 0) return
  await client.query(JOURNAL, [
    journal.map(({ releaseId }) => releaseId),
    journal.map(({ configId }) => configId),
    journal.map(({ input }) => input),
    journal.map(({ output }) => output),
    journal.map(({ complement }) => complement),
  ])
}
