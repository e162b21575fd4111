import type { EdgeRef, FlowComparison, NodeChange, NodeRef } from './comparison.ts'
import type { FieldChange } from './fields.ts'
import { type Reason, reason } from './reason.ts'
import type { Change, ShownValue } from './values.ts'

/** What the flow itself says of a change: its nodes, fields, outputs, edges and bindings, its endpoint. */
export const adviseByGraph = ({ nodes, edges, variables, about }: FlowComparison): Reason[] => [
  ...nodes.removed.map((node) => reason('breaking', node.label, `the node is gone, and ${reliedOn(node)}`)),
  ...nodes.replaced.map(({ before, after }) =>
    reason(
      'breaking',
      before.label,
      `${after.label} (${after.type}) is in its place, and ${reliedOn(before)}`,
    ),
  ),
  ...nodes.changed.flatMap(byNode),
  ...nodes.added.flatMap(({ label, needs_values }) =>
    needs_values.length === 0
      ? [reason('feature', label, 'the node is new')]
      : needs_values.map((field) =>
          reason('breaking', `${label}.${field}`, 'it is required and has no value'),
        ),
  ),
  ...edges.broken.map((edge) =>
    reason(
      'breaking',
      edgeLabel(edge),
      edge.missing === 'output'
        ? `${edge.from.label} has no output ${edge.output}, so Langflow drops the edge`
        : `${edge.to.label} has no field ${edge.field}, so Langflow drops the edge`,
    ),
  ),
  ...edges.removed.map((edge) => reason('fix', edgeLabel(edge), 'the edge is gone')),
  ...edges.added.map((edge) => reason('fix', edgeLabel(edge), 'the edge is new')),
  ...edges.changed.map((edge) =>
    reason('fix', edgeLabel(edge), `the edge has other ${edge.what.join(' and ')}`),
  ),
  ...variables.removed.map(({ name }) =>
    reason(
      'breaking',
      `variable ${name}`,
      'no field takes it any more, so what is given for it has no effect',
    ),
  ),
  ...variables.added.map(({ name, fields }) =>
    reason('feature', `variable ${name}`, `${fields[0]} takes it, so Langflow must have it or be given it`),
  ),
  ...about.flatMap(byAbout),
]

/** An edge as a report names it. */
export const edgeLabel = ({ from, output, to, field }: EdgeRef): string =>
  `${from.label}.${output} -> ${to.label}.${field}`

function reliedOn({ type }: NodeRef): string {
  if (/^(?:Chat|Text)?Input$|Webhook/.test(type)) return 'callers may send to it'
  if (/^(?:Chat|Text)?Output$/.test(type)) return 'callers may read from it'
  return 'tweaks may name it'
}

function byNode({ before, after, moved, fields, outputs, other }: NodeChange): Reason[] {
  const { label } = before
  return [
    ...(before.name === after.name
      ? []
      : [reason('breaking', label, `the node is now named ${after.label}, and tweaks may go by its name`)]),
    ...(moved ? [reason('fix', label, 'the node is in another group')] : []),
    ...fields.map((field) => byField(`${label}.${field.field}`, field)),
    ...outputs.removed.map(({ output, edges, is_last }) =>
      edges.length > 0 || is_last
        ? reason('breaking', `${label}.${output}`, `the output is gone${reader(edges)}`)
        : reason('fix', `${label}.${output}`, 'the output is gone, which no edge came from'),
    ),
    ...outputs.added.map((output) => reason('feature', `${label}.${output}`, 'the output is new')),
    ...outputs.changed.map(({ output }) => reason('fix', `${label}.${output}`, 'the output changed')),
    ...other
      // The name has its own reason.
      .filter(({ key }) => key !== 'display_name')
      .map(({ key }) => reason('fix', label, `its ${key} changed`)),
  ]
}

const reader = ([edge]: readonly EdgeRef[]): string =>
  edge === undefined
    ? ', and callers may read it'
    : `, and the edge to ${edge.to.label}.${edge.field} with it`

function byField(place: string, change: FieldChange): Reason {
  if (change.change === 'removed') {
    return change.fed.before
      ? reason('fix', place, 'the field is gone, which an edge had fed')
      : reason('breaking', place, 'the field is gone, and tweaks may set it')
  }
  if (change.needs_value) return reason('breaking', place, 'it is required and has no value')
  if (change.change === 'added') return reason('feature', place, 'the field is new')
  const type = change.settings.find(({ key }) => key === 'type')
  if (type !== undefined) {
    return reason(
      'breaking',
      place,
      `the field was of the type ${word(type.before)} and is of ${word(type.after)}`,
    )
  }
  if (change.lost_options.length > 0) {
    const options = change.lost_options.map((option) => JSON.stringify(option)).join(', ')
    return reason('breaking', place, `it no longer offers ${options}`)
  }
  return reason('fix', place, 'the field changed')
}

const word = (value: ShownValue | undefined): string =>
  value?.kind === 'value' && typeof value.value === 'string' ? value.value : 'none'

function byAbout({ key, before, after }: Change): Reason[] {
  const was = before?.kind === 'value' ? before.value : null
  const is = after?.kind === 'value' ? after.value : null
  // Callers may go by the endpoint; where there was none, nobody can.
  if (key === 'endpoint_name' && was !== null) {
    return [reason('breaking', 'endpoint name', `it was ${JSON.stringify(was)} and is ${JSON.stringify(is)}`)]
  }
  if ((key === 'webhook' || key === 'mcp_enabled') && was === true) {
    return [reason('breaking', key, 'it is switched off, and callers may use it')]
  }
  if (key === 'action_name' && was !== null && was !== '') {
    return [reason('breaking', 'action name', 'it has another one, and callers may go by it')]
  }
  return []
}
