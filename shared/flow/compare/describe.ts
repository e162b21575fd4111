import { canonicalText } from '../../json/canonical.ts'
import type { Json } from '../../json/value.ts'
import type { EdgeRef, FlowComparison, NodeChange, NodeRef } from './comparison.ts'
import type { FieldChange } from './fields.ts'

/** A comparison as lines of plain text for a person to read: what came (`+`), went (`-`) and changed (`~`). */
export function describeComparison(comparison: FlowComparison): string[] {
  const { same, nodes, edges, variables, about } = comparison
  return [
    same ? 'Both flows mean the same.' : summary(comparison),
    ...nodes.removed.map((node) => `- node ${nodeText(node)}`),
    ...nodes.added.map((node) => `+ node ${nodeText(node)}`),
    ...nodes.changed.flatMap(describeNode),
    ...edges.removed.map((edge) => `- edge ${edgeText(edge)}`),
    ...edges.added.map((edge) => `+ edge ${edgeText(edge)}`),
    ...edges.changed.map((edge) => `~ edge ${edgeText(edge)}: other ${edge.what.join(' and ')}`),
    ...variables.removed.map((name) => `- variable ${name}`),
    ...variables.added.map((name) => `+ variable ${name}`),
    ...about.map(({ key, before, after }) => `~ ${key}: ${valueTexts([before, after])}`),
  ]
}

const summary = ({ nodes, edges }: FlowComparison): string =>
  (['nodes', 'edges'] as const)
    .map((what) => {
      const part = { nodes, edges }[what]
      return `${what}: ${part.added.length} added, ${part.removed.length} removed, ${part.changed.length} changed`
    })
    .join('; ')

const nodeText = ({ id, name, groups }: NodeRef): string => `${[...groups, name].join(' / ')} (${id})`

const edgeText = ({ from, output, to, field }: EdgeRef): string =>
  `${nodeText(from)}.${output} -> ${nodeText(to)}.${field}`

function describeNode({ before, after, fields, outputs, other }: NodeChange): string[] {
  const became = before.id === after.id && before.name === after.name ? '' : ` -> ${nodeText(after)}`
  return [
    `~ node ${nodeText(before)}${became}`,
    ...fields.map((field) => `    ${describeField(field)}`),
    ...outputs.removed.map((name) => `    - output ${name}`),
    ...outputs.added.map((name) => `    + output ${name}`),
    ...outputs.changed.map((name) => `    ~ output ${name}`),
    ...(other.length === 0 ? [] : [`    ~ ${other.join(', ')}`]),
  ]
}

function describeField({ field, change, before, after, code, settings, needsValue }: FieldChange): string {
  const sign = { added: '+', removed: '-', changed: '~' }[change]
  const values = [before, after].flatMap((value) => (value === undefined ? [] : [value]))
  const parts = [
    ...(values.length === 0 ? [] : [valueTexts(values)]),
    ...(code === undefined ? [] : [`${code.added} lines added, ${code.removed} removed`]),
    ...(settings.length === 0 ? [] : [`settings ${settings.join(', ')}`]),
    ...(needsValue ? ['needs a value'] : []),
  ]
  return `${sign} field ${field}${parts.length === 0 ? '' : `: ${parts.join('; ')}`}`
}

const WIDTH = 60

/** The values side by side. Of long ones, the part from a little before where they begin to differ. */
function valueTexts(values: readonly Json[]): string {
  const texts = values.map((value) => (value === '(secret)' ? value : canonicalText(value)))
  const [first = '', second = ''] = texts
  let same = 0
  while (same < first.length && first[same] === second[same]) same += 1
  const isShort = texts.length < 2 || texts.every((text) => text.length <= WIDTH) || same < WIDTH / 2
  const from = isShort ? 0 : same - WIDTH / 4
  return texts.map((text) => cut(text, from < text.length ? from : 0)).join(' -> ')
}

const cut = (text: string, from: number): string =>
  `${from === 0 ? '' : '…'}${text.slice(from, from + WIDTH)}${text.length > from + WIDTH ? '…' : ''}`
