import { readJson } from '../../../shared/json/read.ts'
import { compareJson } from './diff-rows.ts'
import { jsonLines } from './json-lines.ts'
import { type PackedLines, type PackedRows, packLines, packRows } from './packed.ts'

/** What is to be laid out: one document, or two side by side. All are JSON texts. */
export type Job =
  | { readonly kind: 'lines'; readonly text: string }
  | { readonly kind: 'rows'; readonly before: string; readonly after: string }

/** What a job comes to. */
export type Laid = {
  readonly lines: PackedLines
  readonly rows: PackedRows
}

export const layOutLines = (text: string): PackedLines => packLines(jsonLines(readJson(text)))

export const layOutRows = (before: string, after: string): PackedRows =>
  packRows(compareJson(readJson(before), readJson(after)))
