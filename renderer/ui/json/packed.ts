import type { Comparison, DiffRow } from './diff-rows.ts'
import type { JsonLine } from './json-lines.ts'

// A large document has hundreds of thousands of lines. As objects they would take the page as long to get from a worker
// as to make them itself; in a few large pieces they cost a copy. A line is made of them when it is shown.

/** Lines of JSON documents. */
export type PackedLines = {
  readonly count: number
  /** Keys and values, one after the other. */
  readonly text: string
  /** Where in the text the key of each line ends, and where its value does. */
  readonly ends: Uint32Array<ArrayBuffer>
  /** Of each line: its level, then a bit for the key, a bit for the comma, and two for the kind. */
  readonly forms: Uint32Array<ArrayBuffer>
}

/** Lines of two documents side by side. */
export type PackedRows = {
  readonly count: number
  readonly kinds: Uint8Array<ArrayBuffer>
  /** The line on each side of each row, or -1. */
  readonly lefts: Int32Array<ArrayBuffer>
  readonly rights: Int32Array<ArrayBuffer>
  readonly lines: PackedLines
  readonly isByPlace: boolean
}

const LINE_KINDS = ['string', 'number', 'literal', 'bracket'] as const
const ROW_KINDS = ['same', 'changed', 'added', 'removed'] as const

export function packLines(lines: readonly JsonLine[]): PackedLines {
  const texts: string[] = []
  const ends = new Uint32Array(2 * lines.length)
  const forms = new Uint32Array(lines.length)
  let end = 0
  for (const [at, { level, key, text, kind, comma }] of lines.entries()) {
    const named = key ?? ''
    texts.push(named, text)
    ends[2 * at] = end + named.length
    end += named.length + text.length
    ends[2 * at + 1] = end
    forms[at] = (level << 4) | (key === undefined ? 0 : 8) | (comma ? 4 : 0) | LINE_KINDS.indexOf(kind)
  }
  return { count: lines.length, text: texts.join(''), ends, forms }
}

/** One of the lines; `at` has to be below their count. */
export function lineAt({ text, ends, forms }: PackedLines, at: number): JsonLine {
  const start = at === 0 ? 0 : (ends[2 * at - 1] ?? 0)
  const [middle = 0, end = 0] = [ends[2 * at], ends[2 * at + 1]]
  const form = forms[at] ?? 0
  const line = {
    level: form >> 4,
    text: text.slice(middle, end),
    kind: LINE_KINDS[(form & 3) as 0 | 1 | 2 | 3],
    comma: (form & 4) !== 0,
  }
  return (form & 8) === 0 ? line : { ...line, key: text.slice(start, middle) }
}

export function packRows({ rows, isByPlace }: Comparison): PackedRows {
  const lines: JsonLine[] = []
  const kinds = new Uint8Array(rows.length)
  const lefts = new Int32Array(rows.length).fill(-1)
  const rights = new Int32Array(rows.length).fill(-1)
  for (const [at, { kind, left, right }] of rows.entries()) {
    kinds[at] = ROW_KINDS.indexOf(kind)
    if (left) lefts[at] = lines.push(left) - 1
    if (right) rights[at] = left && isAlike(left, right) ? (lefts[at] ?? -1) : lines.push(right) - 1
  }
  return { count: rows.length, kinds, lefts, rights, lines: packLines(lines), isByPlace }
}

const isAlike = (one: JsonLine, other: JsonLine): boolean =>
  one === other ||
  (one.text === other.text &&
    one.key === other.key &&
    one.level === other.level &&
    one.kind === other.kind &&
    one.comma === other.comma)

/** Whether a row is the same on both sides. */
export const isSameAt = ({ kinds }: PackedRows, at: number): boolean => kinds[at] === 0

/** One of the rows; `at` has to be below their count. */
export function rowAt({ kinds, lefts, rights, lines }: PackedRows, at: number): DiffRow {
  const [left = -1, right = -1] = [lefts[at], rights[at]]
  return {
    kind: ROW_KINDS[(kinds[at] ?? 0) as 0 | 1 | 2 | 3],
    left: left < 0 ? undefined : lineAt(lines, left),
    right: right < 0 ? undefined : lineAt(lines, right),
  }
}
