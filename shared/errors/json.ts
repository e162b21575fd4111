import { entry } from './entry.ts'

type At = { line: number; column: number }

export const jsonErrors = {
  'json/invalid': entry<At & { problem: string }>({
    kind: 'usage',
    message: (d) => `Not valid JSON at line ${d.line}, column ${d.column}: ${d.problem}.`,
  }),
  'json/duplicate-key': entry<At & { key: string; path: string }>({
    kind: 'usage',
    message: (d) =>
      `The key ${JSON.stringify(d.key)} stands twice in one object, again at line ${d.line}, column ${d.column} (${d.path}). Remove one of them.`,
  }),
  'json/unstorable': entry<{ path: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `PostgreSQL's jsonb cannot hold the text at ${d.path || 'the top'}: ${d.problem}. Remove that character.`,
  }),
  'json/too-deep': entry<{ limit: number; path: string }>({
    kind: 'usage',
    message: (d) => `Nested deeper than ${d.limit} levels at ${d.path.slice(0, 80)}…. Flatten the document.`,
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
