import type { FlowComparison } from './comparison.ts'
import type { MetadataComparison } from './metadata.ts'

/** What became of a flow and of its metadata. */
export type VersionComparison = { readonly flow: FlowComparison; readonly metadata: MetadataComparison }

/** How much of each came, went and changed, as in `{ nodes: { added: 1, … } }`. */
export type Counts = { readonly [part: string]: { readonly [change: string]: number } }

type Part = {
  readonly key: string
  readonly one: string
  readonly many: string
  readonly lists: (comparison: VersionComparison) => { readonly [change: string]: readonly unknown[] }
}

const PARTS: readonly Part[] = [
  { key: 'nodes', one: 'node', many: 'nodes', lists: ({ flow }) => flow.nodes },
  { key: 'edges', one: 'edge', many: 'edges', lists: ({ flow }) => flow.edges },
  { key: 'bindings', one: 'binding', many: 'bindings', lists: ({ flow }) => flow.variables },
  { key: 'variables', one: 'variable', many: 'variables', lists: ({ metadata }) => metadata.variables },
  {
    key: 'data_sources',
    one: 'data source',
    many: 'data sources',
    lists: ({ metadata }) => metadata.data_sources,
  },
  {
    key: 'settings',
    one: 'setting of the flow',
    many: 'settings of the flow',
    lists: ({ flow, metadata }) => ({
      changed: [...metadata.other, ...flow.about.filter(({ incidental }) => !incidental)],
    }),
  },
]

export const countChanges = (comparison: VersionComparison): Counts =>
  Object.fromEntries(
    PARTS.map(({ key, lists }) => [
      key,
      Object.fromEntries(Object.entries(lists(comparison)).map(([change, list]) => [change, list.length])),
    ]),
  )

/** The counts on one line, without those of nothing. */
export function describeCounts(counts: Counts): string {
  const parts = PARTS.flatMap(({ key, one, many }) => {
    const some = Object.entries(counts[key] ?? {}).filter(([, count]) => count > 0)
    const texts = some.map(([change, count], at) =>
      at === 0 ? `${count} ${count === 1 ? one : many} ${change}` : `${count} ${change}`,
    )
    return texts.length === 0 ? [] : [texts.join(', ')]
  })
  return parts.length === 0 ? 'nothing changed' : parts.join('; ')
}
