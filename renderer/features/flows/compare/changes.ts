import type {
  AddedNode,
  EdgeRef,
  FlowComparison,
  NodeChange,
  NodeRef,
} from '../../../../shared/flow/compare/comparison.ts'
import type { FieldChange, TextChange } from '../../../../shared/flow/compare/fields.ts'
import type { Change, ShownValue } from '../../../../shared/flow/compare/values.ts'
import type { RequiredVariable } from '../../../../shared/flow/custom-metadata.ts'
import type { FlowDifference } from '../../../../shared/flow/index.ts'

export type Tone = 'added' | 'removed' | 'changed'

/** One thing that differs between two versions, with everything about it that does. */
export type ChangeItem = {
  readonly id: string
  readonly part: 'nodes' | 'edges' | 'variables' | 'sources' | 'settings'
  readonly tone: Tone
  readonly title: string
  /** After the title: the type of a node. */
  readonly about: string
  readonly details: readonly ChangeDetail[]
  /** Whether nothing of it bears on a run. */
  readonly incidental: boolean
  /** What it is about in the graph: a node, or both ends of an edge. */
  readonly refs: readonly PlacedRef[]
}

/** A node by the version that speaks of it. */
export type PlacedRef = { readonly side: 'before' | 'after'; readonly ref: NodeRef }

/** Old and new of one field or setting; `words` where there is more to say. */
export type ChangeDetail = {
  readonly label: string
  readonly tone: Tone
  readonly before?: ShownValue | undefined
  readonly after?: ShownValue | undefined
  readonly words: readonly string[]
  readonly text?: TextChange | undefined
  readonly incidental: boolean
}

/** All that differs, in the order in which it is read: the graph, then what configs feed, then the rest. */
export function changesOf({ flow, metadata }: FlowDifference): ChangeItem[] {
  return [
    ...nodeItems(flow.nodes),
    ...edgeItems(flow.edges),
    ...metadata.variables.removed.map((variable) => variableItem(variable, 'removed')),
    ...metadata.variables.added.map((variable) => variableItem(variable, 'added')),
    ...metadata.variables.changed.map(
      ({ name, changes }): ChangeItem => ({
        ...plain('variables', `variable ${name}`, 'changed'),
        title: name,
        details: changes.map((change) => settingDetail(change.key, change)),
        incidental: changes.every(({ incidental }) => incidental),
      }),
    ),
    ...metadata.data_sources.removed.map((name) => plain('sources', name, 'removed')),
    ...metadata.data_sources.added.map((name) => plain('sources', name, 'added')),
    ...[...metadata.other, ...flow.about].map(
      (change): ChangeItem => ({
        ...plain('settings', change.key, 'changed'),
        details: [settingDetail(change.key, change)],
        incidental: change.incidental,
      }),
    ),
  ]
}

const plain = (part: ChangeItem['part'], title: string, tone: Tone): ChangeItem => ({
  id: `${part} ${tone} ${title}`,
  part,
  tone,
  title,
  about: '',
  details: [],
  incidental: false,
  refs: [],
})

const nodeItems = ({ removed, replaced, added, changed }: FlowComparison['nodes']): ChangeItem[] => [
  ...removed.map((ref) => nodeItem('removed', [{ side: 'before', ref }], [])),
  ...replaced.map((change) =>
    nodeItem('changed', bothSides(change), [
      {
        ...said('component', 'changed', `${change.before.type} was replaced by ${change.after.type}`),
      },
      ...nodeDetails(change),
    ]),
  ),
  ...added.map((ref) => nodeItem('added', [{ side: 'after', ref }], needs(ref))),
  ...changed.map((change) => nodeItem('changed', bothSides(change), nodeDetails(change))),
]

const bothSides = ({ before, after }: NodeChange): PlacedRef[] => [
  { side: 'after', ref: after },
  { side: 'before', ref: before },
]

const needs = ({ needs_values }: AddedNode): ChangeDetail[] =>
  needs_values.map((field) => said(field, 'changed', 'needs a value'))

const said = (label: string, tone: Tone, words: string): ChangeDetail => ({
  label,
  tone,
  words: [words],
  incidental: false,
})

function nodeItem(tone: Tone, refs: readonly PlacedRef[], details: readonly ChangeDetail[]): ChangeItem {
  const [{ ref } = { ref: undefined }] = refs
  return {
    ...plain('nodes', ref?.label ?? '', tone),
    // Labels tell the nodes of one version apart, not those of two.
    id: `nodes ${tone} ${ref?.groups.join('/')} ${ref?.id}`,
    about: ref?.type ?? '',
    details,
    incidental: details.length > 0 && details.every(({ incidental }) => incidental),
    refs,
  }
}

function nodeDetails({ before, after, moved, fields, outputs, other }: NodeChange): ChangeDetail[] {
  return [
    ...(before.name === after.name
      ? []
      : [said('name', 'changed', `${before.name} is now named ${after.name}`)]),
    ...(moved ? [said('group', 'changed', movedText(after))] : []),
    ...fields.flatMap(fieldDetails),
    ...outputs.removed.map(({ output, edges }) =>
      said(
        `output ${output}`,
        'removed',
        edges.length === 0
          ? 'nothing took it'
          : `${edges.map(({ to, field }) => `${to.label}.${field}`).join(' and ')} took it`,
      ),
    ),
    ...outputs.added.map((output) => ({ ...said(`output ${output}`, 'added', ''), words: [] })),
    ...outputs.changed.flatMap(({ output, changes }) =>
      changes.map((change) => settingDetail(`output ${output}: ${change.key}`, change)),
    ),
    ...other.filter(({ key }) => key !== 'display_name').map((change) => settingDetail(change.key, change)),
  ]
}

const movedText = ({ groups }: NodeRef): string =>
  groups.length === 0 ? 'is in no group any more' : `is now in ${groups.join(' / ')}`

function fieldDetails(change: FieldChange): ChangeDetail[] {
  const { field, change: tone, before, after, text, settings, needs_value, lost_options, fed } = change
  const words = [
    ...(needs_value ? ['needs a value'] : []),
    ...(lost_options.length > 0 ? [`no longer offers ${lost_options.join(', ')}`] : []),
    ...fedWords(change),
    ...(text?.secret ? ['a secret in it changed'] : []),
    ...(text?.line_ends ? ['its lines end otherwise'] : []),
  ]
  // What an edge feeds has a value of its own that nobody sees.
  const isSeen = tone === 'changed' || !(fed.before || fed.after)
  const values = isSeen ? { before, after } : {}
  const own = tone !== 'changed' || before || after || text || words.length > 0
  return [
    ...(own ? [{ label: field, tone, ...values, text, words, incidental: false }] : []),
    ...settings.map((setting) => settingDetail(`${field}: ${setting.key}`, setting)),
  ]
}

function fedWords({ change, fed }: FieldChange): string[] {
  if (change === 'added') return fed.after ? ['fed by an edge'] : []
  if (change === 'removed') return fed.before ? ['was fed by an edge'] : []
  if (fed.before === fed.after) return []
  return [fed.after ? 'is now fed by an edge' : 'is no longer fed by an edge']
}

const settingDetail = (label: string, { before, after, incidental }: Change): ChangeDetail => ({
  label,
  tone: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
  before,
  after,
  words: [],
  incidental,
})

function edgeItems({ added, removed, changed, broken }: FlowComparison['edges']): ChangeItem[] {
  return [
    ...removed.map((edge) => edgeItem(edge, 'removed', 'before')),
    ...added.map((edge) => edgeItem(edge, 'added', 'after')),
    ...changed.map((edge) => ({
      ...edgeItem(edge, 'changed', 'after'),
      details: edge.what.map((what) => said(what, 'changed', EDGE_WORDS[what])),
    })),
    ...broken.map((edge): ChangeItem => {
      const item = edgeItem(edge, 'changed', 'after')
      const end =
        edge.missing === 'output'
          ? `${edge.from.label} has no output ${edge.output}`
          : `${edge.to.label} has no field ${edge.field}`
      return {
        ...item,
        id: `${item.id} broken`,
        details: [said('broken', 'removed', `${end}: Langflow drops this edge`)],
      }
    }),
  ]
}

const EDGE_WORDS = {
  order: 'its value comes at another turn',
  types: 'its ends take other types',
  groups: 'it goes through other groups',
} as const

function edgeItem(edge: EdgeRef, tone: Tone, side: PlacedRef['side']): ChangeItem {
  const { from, output, to, field } = edge
  return {
    ...plain('edges', `${from.label}.${output} → ${to.label}.${field}`, tone),
    id: `edges ${tone} ${from.groups.join('/')}/${from.id}.${output} ${to.groups.join('/')}/${to.id}.${field}`,
    refs: [
      { side, ref: from },
      { side, ref: to },
    ],
  }
}

function variableItem(variable: RequiredVariable, tone: 'added' | 'removed'): ChangeItem {
  const { name, type, required, path } = variable
  return {
    ...plain('variables', name, tone),
    about: [type, required ? 'required' : 'optional', path === undefined ? 'no path' : `from ${path}`].join(
      ', ',
    ),
  }
}
