import type pg from 'pg'
import type { ReleaseEntry } from '../../../shared/api/releases.ts'
import type { Hash, Version } from '../../../shared/config/ids.ts'
import { readJson } from '../../../shared/json/read.ts'
import { isObject, type Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { formatReleaseName } from '../../../shared/release/name.ts'
import type { ReleaseRecord } from '../../services/ports/releases.ts'
import type { ReportFacts, ReportSource } from '../../services/ports/report.ts'
import type { Database } from '../connect.ts'
import { countRollout } from '../rollout/counts.ts'
import { inTransaction } from '../transaction.ts'
import { PostgresVerificationStore } from '../verify/postgres-verification-store.ts'
import * as sql from './statements.ts'

/** What an environment's database knows of a release, for its report. */
export class PostgresReportSource implements ReportSource {
  readonly environment: string
  readonly #database: Database

  constructor(database: Database) {
    this.environment = database.where.environment
    this.#database = database
  }

  async facts(release: ReleaseRecord): Promise<ReportFacts> {
    const { id, agent, digest } = release
    const verifications = new PostgresVerificationStore(this.#database)
    const verification = await verifications.findNewestAnywhere(digest as Hash)
    const counts = await countRollout(this.#database, id, agent, release.version as Version)
    return inTransaction(this.#database, { isolation: 'repeatable read', readOnly: true }, async (client) => {
      // The journal of a million configs is read several times.
      await client.query('SET LOCAL statement_timeout = 0')
      const rows = reader(client)
      const [head] = await rows<{ at: string; tenants: number }>(sql.HEAD, [id])
      return {
        generatedAt: head?.at ?? '',
        counts,
        tenants: head?.tenants ?? 0,
        timeline: await timelineOf(rows, release),
        waves: await rows(sql.WAVES, [id]),
        shapes: await rows(sql.SHAPES, [id]),
        troubles: await rows(sql.TROUBLES, [id]),
        warnings: await rows(sql.WARNINGS, [id]),
        edits: await rows(sql.EDITS, [id]),
        conflicts: (await rows<{ id: ReportFacts['conflicts'][number] }>(sql.CONFLICTS, [id])).map(
          (row) => row.id,
        ),
        versions: await rows(sql.VERSIONS, [agent]),
        verification: verification ?? null,
      }
    })
  }

  timeline(release: ReleaseRecord): Promise<readonly ReleaseEntry[]> {
    return inTransaction(this.#database, { isolation: 'repeatable read', readOnly: true }, (client) =>
      timelineOf(reader(client), release),
    )
  }
}

type Rows = ReturnType<typeof reader>

async function timelineOf(rows: Rows, release: ReleaseRecord): Promise<readonly ReleaseEntry[]> {
  const { id, createdAt } = release
  const found = await rows<TimelineRow>(sql.TIMELINE, [id, formatReleaseName(release), createdAt])
  return found.map(toEntry)
}

const reader =
  (client: pg.ClientBase) =>
  async <Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    (await client.query<Row>(text, [...values])).rows

type TimelineRow = Omit<ReleaseEntry, 'detail'> & { detail: string }

/** What a reader of the timeline wants beside the action; digests and lists of shapes stand elsewhere in the report. */
const SHOWN = [
  'reason',
  'emergency',
  'scope',
  'wave',
  'window',
  'note',
  'taken',
  'moment',
  'sha256',
  'configs',
  'environment',
  'passed',
  'restored',
  'kept_edits',
  'conflicts',
  'failed',
  'state',
  'as',
]

const toEntry = ({ detail, ...entry }: TimelineRow): ReleaseEntry => {
  const value = readJson(detail)
  const members: readonly (readonly [string, Json])[] = isObject(value) ? Object.entries(value) : []
  const shown = members.filter(([name, member]) => SHOWN.includes(name) && member !== null && member !== '')
  return { ...entry, detail: Object.fromEntries(shown.map(([name, member]) => [name, textOf(member)])) }
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : writeJson(value))
