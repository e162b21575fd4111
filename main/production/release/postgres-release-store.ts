import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Hash } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { StoredRule } from '../../../shared/release/approval-policy.ts'
import type { ReleaseState } from '../../../shared/release/lifecycle.ts'
import { formatReleaseName, type ReleaseName } from '../../../shared/release/name.ts'
import { acceptedLossesForm } from '../../../shared/review/acceptance-form.ts'
import type {
  PreviewedConfig,
  Proposal,
  ProposedShape,
  ReleaseRecord,
  ReleaseStore,
} from '../../services/ports/releases.ts'
import type { Database } from '../connect.ts'
import { approveAs, findApprovalCase } from '../rights/approve.ts'
import { actFor } from '../rights/person.ts'
import { passFence } from '../rollout/lease.ts'
import { inTransaction, withClient } from '../transaction.ts'
import { insertWaves } from './waves.ts'

const RECORD = `
  SELECT r.id, r.agent, r.version, r.digest, r.state, r.author, coalesce(r.notes, '') AS notes, r.preview_digest,
         r.created_at, coalesce(r.previewed_at, r.proposed_at) AS previewed_at,
         coalesce((SELECT jsonb_agg(jsonb_build_object('approver', a.approver, 'reason', coalesce(a.reason, ''),
                                                       'approvedAt', a.approved_at) ORDER BY a.approved_at)
                     FROM crosswalk.approvals a WHERE a.release_id = r.id), '[]')::text AS approvals,
         coalesce(r.bundle::json -> 'accepted', '[]')::text AS accepted
    FROM crosswalk.releases r`

// One that was rolled back has given its name free; else the newest of a name is the one that is meant.
const BY_NAME = `${RECORD} WHERE r.agent = $1 AND r.version = $2 ORDER BY r.created_at DESC LIMIT 1`
const ALL = `${RECORD} ORDER BY r.created_at DESC`
const BY_ID = `${RECORD} WHERE r.id = $1`

const TAKEN = `
  SELECT digest, state FROM crosswalk.releases
   WHERE agent = $1 AND version = $2 AND state <> 'rolled_back' LIMIT 1`

const INSERT = `
  INSERT INTO crosswalk.releases
         (agent, version, digest, bundle, notes, state, author, preview_digest, approval_rules, proposed_at,
          previewed_at)
  VALUES ($1, $2, $3, $4, $5, 'proposed', $6, $7, $8, now(), $9) RETURNING id`

const INSERT_SHAPES = `
  INSERT INTO crosswalk.release_shapes (release_id, shape_id, configs, summary, operations)
  SELECT $1, s.id, s.configs, s.summary, s.operations::jsonb
    FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) AS s (id, configs, summary, operations)`

const SHAPES = `
  SELECT shape_id, configs::int AS configs, summary, operations::text AS operations
    FROM crosswalk.release_shapes WHERE release_id = $1 ORDER BY configs DESC, shape_id`

// The times say when a release first got so far.
const SET_STATE = `
  UPDATE crosswalk.releases
     SET state = $2,
         started_at = CASE WHEN $2 = 'rolling_out' THEN coalesce(started_at, now()) ELSE started_at END,
         completed_at = CASE WHEN $2 = 'completed' THEN now() ELSE completed_at END,
         rolled_back_at = CASE WHEN $2 = 'rolled_back' THEN now() ELSE rolled_back_at END
   WHERE id = $1 AND state = ANY ($3::text[])`

type Row = {
  id: string
  agent: string
  version: string
  digest: string
  state: ReleaseState
  author: string
  notes: string
  preview_digest: string
  created_at: string
  previewed_at: string | null
  approvals: string
  accepted: string
}

export class PostgresReleaseStore implements ReleaseStore {
  readonly environment: string
  readonly #database: Database

  constructor(database: Database) {
    this.environment = database.where.environment
    this.#database = database
  }

  async propose(proposal: Proposal, { signal }: { signal?: AbortSignal } = {}): Promise<ReleaseRecord> {
    const { name, digest, bundle, notes, author, previewDigest } = proposal
    const label = formatReleaseName(name)
    const id = await inTransaction(this.#database, {}, async (client) => {
      // Two proposals of one name wait for each other here.
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('crosswalk release'), hashtext($1))`, [label])
      const taken = await client.query<{ digest: string; state: string }>(TAKEN, [name.agent, name.version])
      const other = taken.rows[0]
      if (other?.digest === digest) {
        fail('release/wrong-state', {
          release: label,
          state: other.state,
          action: 'propose',
          expected: 'draft',
        })
      }
      if (other) fail('release/exists', { release: label, digest: other.digest })
      await actFor(client, proposal.who ?? author)
      const rules = JSON.stringify(proposal.rules ?? [])
      const values = [
        name.agent,
        name.version,
        digest,
        bundle,
        notes,
        author,
        previewDigest,
        rules,
        proposal.previewedAt,
      ]
      const inserted = await client.query<{ id: string }>(INSERT, values)
      const releaseId = (inserted.rows[0] as { id: string }).id
      await insertShapes(client, releaseId, proposal.shapes)
      await insertWaves(client, releaseId, proposal.waves ?? [])
      await copyConfigs(client, releaseId, proposal.configs, signal)
      return releaseId
    })
    return this.getById(id)
  }

  async approve(
    release: ReleaseRecord,
    { who, reason, rules = [] }: Parameters<ReleaseStore['approve']>[1],
  ): Promise<ReleaseRecord> {
    const { id: releaseId, previewDigest } = release
    await approveAs(this.#database, { releaseId, previewDigest, who, reason, rules })
    return this.getById(release.id)
  }

  async approvalCase(
    release: ReleaseRecord,
    rules: readonly StoredRule[],
  ): ReturnType<ReleaseStore['approvalCase']> {
    const found = await findApprovalCase(this.#database, release.id, rules)
    return found ?? this.#missing(formatReleaseName(release))
  }

  async get(name: ReleaseName): Promise<ReleaseRecord> {
    const found = await withClient(this.#database, (client) =>
      client.query<Row>(BY_NAME, [name.agent, name.version]),
    )
    return found.rows[0] ? toRecord(found.rows[0]) : this.#missing(formatReleaseName(name))
  }

  async list(): Promise<readonly ReleaseRecord[]> {
    const found = await withClient(this.#database, (client) => client.query<Row>(ALL))
    return found.rows.map(toRecord)
  }

  async bundleOf(release: ReleaseRecord): Promise<string> {
    const text = `SELECT bundle FROM crosswalk.releases WHERE id = $1`
    const found = await withClient(this.#database, (client) =>
      client.query<{ bundle: string }>(text, [release.id]),
    )
    return found.rows[0]?.bundle ?? this.#missing(formatReleaseName(release))
  }

  async shapesOf(release: ReleaseRecord): Promise<readonly ProposedShape[]> {
    type ShapeRow = { shape_id: string; configs: number; summary: string; operations: string }
    const found = await withClient(this.#database, (client) => client.query<ShapeRow>(SHAPES, [release.id]))
    return found.rows.map((row) => ({
      shapeId: row.shape_id,
      configs: row.configs,
      summary: row.summary,
      // Written by us from the same type, in the same transaction as the release.
      operations: JSON.parse(row.operations) as ProposedShape['operations'],
    }))
  }

  async setState(
    release: ReleaseRecord,
    { from, to, who, lease }: Parameters<ReleaseStore['setState']>[1],
  ): Promise<void> {
    await inTransaction(this.#database, {}, async (client) => {
      if (lease !== undefined) await passFence(client, lease)
      await actFor(client, who)
      const { rowCount } = await client.query(SET_STATE, [release.id, to, from])
      if (rowCount !== 1) {
        const found = await client.query<{ state: string }>(
          'SELECT state FROM crosswalk.releases WHERE id = $1',
          [release.id],
        )
        const state = found.rows[0]?.state ?? 'gone'
        fail('release/wrong-state', {
          release: formatReleaseName(release),
          state,
          action: `make ${to}`,
          expected: from.join(' or '),
        })
      }
    })
  }

  async getById(id: string): Promise<ReleaseRecord> {
    const found = await withClient(this.#database, (client) => client.query<Row>(BY_ID, [id]))
    return found.rows[0] ? toRecord(found.rows[0]) : this.#missing(id)
  }

  #missing(release: string): never {
    return fail('release/not-found', { release, place: this.#database.where.environment })
  }
}

const toRecord = (row: Row): ReleaseRecord => ({
  id: row.id,
  agent: row.agent,
  version: row.version,
  digest: row.digest as Hash,
  state: row.state,
  author: row.author,
  notes: row.notes,
  previewDigest: row.preview_digest as Hash,
  createdAt: row.created_at,
  previewedAt: row.previewed_at,
  approvals: JSON.parse(row.approvals) as ReleaseRecord['approvals'],
  accepted: acceptedIn(row),
})

function acceptedIn(row: Row): ReleaseRecord['accepted'] {
  const result = acceptedLossesForm.safeParse(readJson(row.accepted))
  if (result.success) return result.data
  const problem = 'its accepted losses have not their form'
  return fail('release/damaged', { release: formatReleaseName(row), problem })
}

async function insertShapes(
  client: pg.ClientBase,
  releaseId: string,
  shapes: readonly ProposedShape[],
): Promise<void> {
  await client.query(INSERT_SHAPES, [
    releaseId,
    shapes.map((shape) => shape.shapeId),
    shapes.map((shape) => shape.configs),
    shapes.map((shape) => shape.summary),
    shapes.map((shape) => JSON.stringify(shape.operations)),
  ])
}

async function copyConfigs(
  client: pg.ClientBase,
  releaseId: string,
  configs: Iterable<PreviewedConfig>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const sink = client.query(
    copyFrom(
      'COPY crosswalk.previewed_configs (release_id, config_id, input_hash, output_hash, shape_id) FROM STDIN',
    ),
  )
  await pipeline(
    Readable.from(copyLines(releaseId, configs), { objectMode: true }),
    sink,
    ...(signal ? [{ signal }] : []),
  )
}

const LINES_AT_ONCE = 500

// Hashes, ids and shape ids are hexadecimal: nothing in them needs escaping.
function* copyLines(releaseId: string, configs: Iterable<PreviewedConfig>): Generator<string> {
  let lines = ''
  let count = 0
  for (const { configId, inputHash, outputHash, shapeId } of configs) {
    lines += `${releaseId}\t${configId}\t\\\\x${inputHash}\t${outputHash === undefined ? '\\N' : `\\\\x${outputHash}`}\t${shapeId ?? '\\N'}\n`
    if (++count % LINES_AT_ONCE === 0) {
      yield lines
      lines = ''
    }
  }
  if (lines !== '') yield lines
}
