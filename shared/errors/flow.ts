import { entry } from './entry.ts'

const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

const at = (place: string): string => (place === '' ? '' : ` (at ${place})`)

/** `source` names the file, and within an archive or a list the flow, as in "flows.zip: seo.json". `place` is a JSON Pointer. */
export const flowErrors = {
  'flow/unreadable': entry<{ source: string; problem: string; remedy: string }>({
    kind: 'usage',
    message: (d) => `${d.source} cannot be read: ${d.problem}. ${d.remedy}.`,
  }),
  'flow/too-large': entry<{ source: string; what: string; limit: number; unit: 'bytes' | 'files' }>({
    kind: 'usage',
    message: (d) =>
      `${d.source} is too large: ${d.what}; at most ${d.limit} ${d.unit} are read. Import fewer flows at a time.`,
  }),
  'flow/not-a-flow': entry<{ source: string; place: string; problem: string; remedy: string }>({
    kind: 'usage',
    message: (d) => `${d.source} is no Langflow flow: ${d.problem}${at(d.place)}. ${d.remedy}.`,
  }),
  'flow/component': entry<{ source: string; place: string; name: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.source} is the saved component ${JSON.stringify(d.name)}, not a flow${at(d.place)}. Put it into a flow in Langflow and export that flow.`,
  }),
  'flow/none-inside': entry<{ source: string; place: string; problem: string; remedy: string }>({
    kind: 'usage',
    message: (d) => `${d.source} holds no flow: ${d.problem}${at(d.place)}. ${d.remedy}.`,
  }),
  'flow/bad-metadata': entry<{ source: string; place: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `The metadata of ${d.source} is not right: ${d.problem}${at(d.place)}. Correct it there and import again.`,
  }),

  // Taking a flow into the workspace
  'flow/several': entry<{ source: string; name: string | null; names: readonly string[] }>({
    kind: 'usage',
    message: (d) =>
      d.name === null
        ? `${d.source} holds ${d.names.length} flows: ${quoted(d.names)}. Say with --name which one is meant.`
        : `${d.source} holds several flows of the name ${JSON.stringify(d.name)}. Export the one that is meant by itself.`,
  }),
  'flow/name-unknown': entry<{ source: string; name: string; names: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `${d.source} holds no flow of the name ${JSON.stringify(d.name)}; it holds: ${quoted(d.names)}. Correct --name.`,
  }),
  'flow/version-exists': entry<{ agent: string; version: string; file: string }>({
    kind: 'conflict',
    message: (d) =>
      `${d.file} holds another flow as ${d.agent} ${d.version} and was left as it is. Give the new flow another version, or put it in the old one's place with --replace.`,
  }),
} as const
