import { entry } from './entry.ts'

/** A place in a text: line and column count from 1, columns in UTF-16 units. */
type At = { line: number; column: number }

/** A JSON Pointer, and where it comes from a text, the place there. */
type Place = { path: string } & ({ line: number; column: number } | { line?: never; column?: never })

// Paths and keys come from outside: quoted, so that no control character reaches a terminal.
function at({ line, column, path }: Place): string {
  const pointer = path === '' ? '' : JSON.stringify(path)
  if (line === undefined) return pointer && ` at ${pointer}`
  return ` at line ${line}, column ${column}${pointer && ` (${pointer})`}`
}

export const jsonErrors = {
  'json/invalid': entry<At & { problem: string }>({
    kind: 'usage',
    message: (d) => `Not valid JSON at line ${d.line}, column ${d.column}: ${d.problem}.`,
  }),
  'json/duplicate-key': entry<At & { key: string; path: string }>({
    kind: 'usage',
    message: (d) =>
      `The key ${JSON.stringify(d.key)} stands twice in one object, again${at(d)}. Remove one of them.`,
  }),
  'json/unstorable': entry<Place & { problem: string }>({
    kind: 'usage',
    message: (d) => `PostgreSQL's jsonb cannot hold a value${at(d)}: ${d.problem}. Change or remove it.`,
  }),
  'json/too-deep': entry<Place & { limit: number }>({
    kind: 'usage',
    message: (d) => `A value${at(d)} is nested deeper than ${d.limit} levels. Flatten the document.`,
  }),
  'json/too-large': entry<{ size: number; limit: number; unit: 'bytes' | 'values' }>({
    kind: 'usage',
    message: (d) =>
      `The document has ${d.size} ${d.unit}; at most ${d.limit} are read. Split it or leave out what is not needed.`,
  }),
  'json/bad-pointer': entry<{ pointer: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `${JSON.stringify(d.pointer)} is no JSON Pointer: ${d.problem}. Write it as in "/data_sources/bigquery", with ~1 for a slash and ~0 for a tilde in a key.`,
  }),
} as const
