import { z } from 'zod'
import type { Hash } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { BackupHeader } from '../../services/ports/backup.ts'

/*
 * A backup is a gzip file of one member after another, so that `zcat` reads it where Crosswalk is not at hand:
 *
 *   the header                 one line of JSON
 *   a chunk, again and again   one line of JSON with its rows, bytes and SHA-256, and then the rows
 *   the footer                 one line of JSON with the sums
 *
 * Rows are in the text form of PostgreSQL's COPY, as the server wrote them: no reader of ours has come between. The
 * last column, `crosswalk_row_hash`, was computed by the server from all others. A file without its footer was cut off.
 */

const FORMAT = 1

/** The column that the export adds: SHA-256 of the row as the server that it comes from writes it. */
export const ROW_HASH = 'crosswalk_row_hash'

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .transform((text) => text as Hash)
const count = z.number().int().nonnegative()

const header = z
  .strictObject({
    crosswalk_backup: z.number().int(),
    release: z.string(),
    digest: hash,
    environment: z.string(),
    place: z.string(),
    agent: z.string(),
    to: z.string(),
    moment: z.iso.datetime(),
    configs: count,
    columns: z.array(z.strictObject({ name: z.string(), type: z.string() })).min(1),
  })
  .transform(({ crosswalk_backup: _, ...rest }): BackupHeader => rest)
const chunk = z.strictObject({ chunk: count, rows: count, bytes: count, sha256: hash })
const footer = z.strictObject({ end: z.literal(true), chunks: count, configs: count, sha256: hash })

export type ChunkHead = z.infer<typeof chunk>
export type Footer = z.infer<typeof footer>

export const writeHeader = (value: BackupHeader): string =>
  `${JSON.stringify({ crosswalk_backup: FORMAT, ...value })}\n`
export const writeHead = (value: ChunkHead | Footer): string => `${JSON.stringify(value)}\n`

/** Raises `backup/newer`, `backup/damaged`. */
export function readHeader(line: string, file: string): BackupHeader {
  const value = parse(line, file, 'its header')
  const format = z.looseObject({ crosswalk_backup: z.number() }).safeParse(value).data?.crosswalk_backup
  if (format !== undefined && format > FORMAT) fail('backup/newer', { file, format, known: FORMAT })
  const result = header.safeParse(value)
  return result.success ? result.data : damaged(file, 'its header has not the form of one')
}

/** Raises `backup/damaged`. */
export function readHead(line: string, file: string): ChunkHead | Footer {
  const result = z.union([chunk, footer]).safeParse(parse(line, file, 'the head of a chunk'))
  return result.success ? result.data : damaged(file, 'the head of a chunk has not the form of one')
}

export const damaged = (file: string, problem: string, cause?: unknown): never =>
  fail('backup/damaged', { file, problem }, cause === undefined ? {} : { cause })

function parse(line: string, file: string, what: string): unknown {
  try {
    return readJson(line)
  } catch (error) {
    return damaged(file, `${what} is no JSON`, error)
  }
}
