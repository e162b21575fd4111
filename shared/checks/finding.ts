import { type CheckCode, type CheckData, checkCatalogue } from './catalogue/catalogue.ts'
import type { CheckEntry, CheckSeverity } from './catalogue/entry.ts'

/** Something that can be said of a migration, or of what stands around it, without running it. */
export type CheckFinding = {
  readonly code: CheckCode
  readonly severity: CheckSeverity
  /** Relative to the workspace, with slashes; the agent where the whole version graph is meant. */
  readonly file: string
  /** From 1, where the place is known in the file's text. */
  readonly line?: number
  readonly column?: number
  /** What is meant within the file: a step, a path, versions. Empty for the whole of it. */
  readonly place: string
  readonly message: string
  readonly remedy: string
  /** The code's page, relative to this project. */
  readonly docs: string
}

/** A finding that a comment of the author silences, with the reason that it gives. */
export type SilencedFinding = CheckFinding & { readonly reason: string }

/** Line and column in a text, both from 1. */
export type Position = { readonly line: number; readonly column: number }

export type FindingPlace = {
  readonly file: string
  readonly place?: string
  readonly at?: Position | undefined
}

/** Makes the finding of a code at a place; the words come from the catalogue. */
export function checkFinding<C extends CheckCode>(
  code: C,
  { file, place = '', at }: FindingPlace,
  data: CheckData<C>,
): CheckFinding {
  // The table's type guarantees that the entry takes just such data.
  const entry = checkCatalogue[code] as unknown as CheckEntry<CheckData<C>>
  return {
    code,
    severity: entry.severity,
    file,
    ...(at ? { line: at.line, column: at.column } : {}),
    place,
    message: entry.message(data),
    remedy: entry.remedy,
    docs: pageOf(code),
  }
}

/** The page of a code in the documentation, relative to this project. */
export const pageOf = (code: string): string => `docs/checks/${code}.md`

/** In the order of the text: by file, then by line and column; what has no line comes after what has one. */
export const sortFindings = <F extends CheckFinding>(findings: readonly F[]): readonly F[] =>
  findings.toSorted(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  )
