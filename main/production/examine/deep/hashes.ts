import { createHash } from 'node:crypto'
import type pg from 'pg'
import type { Hash } from '../../../../shared/config/ids.ts'
import { readConcealed } from '../../../../shared/config/secret-stand-in.ts'
import { isCrosswalkError } from '../../../../shared/errors/index.ts'
import { hashJson, type Sha256 } from '../../../../shared/json/hash.ts'
import { LATEST } from './invariant.ts'

// The contents: whether each config, and each state before a release, is the one whose hash the journal has.

const BATCH = 500

/** Read once, by a cursor: every config that a release has dealt with, with the state before that its journal names. */
const CONTENTS = `
  SELECT l.config_id AS id, l.state, encode(l.input_hash, 'hex') AS input, encode(l.output_hash, 'hex') AS output,
         c.config_json::text AS config, h.config_snapshot::text AS before
    FROM (${LATEST}) l
    JOIN public.walker_agent_user_configs c ON c.id = l.config_id
    LEFT JOIN public.walker_agent_config_versions h ON h.id = l.before_id
   ORDER BY l.config_id`

const HISTORY = `SELECT config_snapshot::text AS text FROM public.walker_agent_config_versions WHERE config_id = $1`

type Row = {
  id: string
  state: string
  input: string | null
  output: string | null
  config: string
  before: string | null
}

/** Ids of configs, by what is wrong with their contents. */
export type Contents = {
  readonly checked: number
  /** The state before is not the one that was migrated: a rollback would restore something else. */
  readonly before: readonly string[]
  /** The config is not as its release left it, and no row of the history is either: nobody can show that state any more. */
  readonly unkept: readonly string[]
}

export type HashOptions = {
  readonly signal?: AbortSignal | undefined
  readonly progress?: ((event: { readonly done: number }) => void) | undefined
}

/** Reads every config that releases have dealt with, in the transaction of the session. */
export async function checkContents(
  client: pg.ClientBase,
  { signal, progress }: HashOptions,
): Promise<Contents> {
  const [before, unkept]: [string[], string[]] = [[], []]
  let checked = 0
  await client.query(`DECLARE contents NO SCROLL CURSOR FOR ${CONTENTS}`)
  for (;;) {
    signal?.throwIfAborted()
    const { rows } = await client.query<Row>(`FETCH ${BATCH} FROM contents`)
    if (rows.length === 0) break
    for (const row of rows) {
      if (row.before !== null && row.input !== null && hashOf(row.before) !== row.input) before.push(row.id)
      if (!(await isKept(client, row))) unkept.push(row.id)
    }
    checked += rows.length
    progress?.({ done: checked })
  }
  await client.query('CLOSE contents')
  return { checked, before, unkept }
}

/** As it was left; or edited since, and what it was then is in the history. */
async function isKept(client: pg.ClientBase, { id, state, input, output, config }: Row): Promise<boolean> {
  // What a rollback made of a config that was edited has no hash in the journal.
  const left = state === 'migrated' ? output : state === 'restored' ? input : null
  if (left === null || hashOf(config) === left) return true
  const { rows } = await client.query<{ text: string }>(HISTORY, [id])
  return rows.some(({ text }) => hashOf(text) === left)
}

const sha256: Sha256 = (text) => createHash('sha256').update(text).digest('hex') as Hash

/** Undefined where nobody can read it: too deep, for one. That has no hash, and is no config of ours. */
function hashOf(text: string): Hash | undefined {
  try {
    return hashJson(readConcealed(text).value, sha256)
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return undefined
  }
}
