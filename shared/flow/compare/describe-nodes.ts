import type { EdgeRef, FlowComparison, NodeChange, NodeRef } from './comparison.ts'
import { type Line, line } from './describe-line.ts'
import { changeText, memberText, valueText } from './describe-values.ts'
import type { FieldChange, TextChange } from './fields.ts'
import type { Change } from './values.ts'

/** Every node that came, went, was replaced or changed, with what changed in it. */
export function describeNodes({ removed, replaced, added, changed }: FlowComparison['nodes']): Line[] {
  const texts = new SeenTexts()
  return [
    ...removed.map((node) => line('removed', nodeText(node))),
    ...replaced.flatMap((change) => describeReplaced(change, texts)),
    ...added.flatMap((node) => [
      line('added', nodeText(node)),
      ...node.needs_values.map((field) => line('changed', `${field}: needs a value`, 1)),
    ]),
    ...changed.flatMap((change) => describeChanged(change, texts)),
  ]
}

/** A node by its name and groups, and its id, which a person may look for in the file. */
const nodeText = ({ id, label }: NodeRef): string => (label.endsWith(`(${id})`) ? label : `${label} (${id})`)

/** Another component's settings say nothing; what was set in the old one and is not in the new one does. */
function describeReplaced({ before, after, fields }: NodeChange, texts: SeenTexts): Line[] {
  return [
    line('changed', `${nodeText(before)}, ${before.type}: replaced by ${nodeText(after)}, ${after.type}`),
    ...fields
      .filter(({ change, text, before, after }) => change !== 'changed' || text || before || after)
      .flatMap((field) => describeField({ ...field, settings: [] }, before, texts)),
  ]
}

function describeChanged(change: NodeChange, texts: SeenTexts): Line[] {
  const { before, fields, outputs, other } = change
  const shown = fields.filter((field) => !isIncidental(field))
  const rest = other.filter(({ key }) => key !== 'display_name')
  // Code takes many lines: below it, a setting would be overlooked.
  const [texted, plain] = [shown.filter(({ text }) => text), shown.filter(({ text }) => !text)]
  const inside = [
    ...plain.flatMap((field) => describeField(field, before, texts)),
    ...outputs.removed.map(({ output, edges }) =>
      line(
        'removed',
        `output ${output}${edges.length === 0 ? '' : `, which ${edges.map(reader).join(' and ')} took`}`,
        1,
      ),
    ),
    ...outputs.added.map((output) => line('added', `output ${output}`, 1)),
    ...outputs.changed.flatMap(({ output, changes }) => {
      const parts = important(changes).map(memberText)
      return parts.length === 0 ? [] : [line('changed', `output ${output}: ${parts.join('; ')}`, 1)]
    }),
    ...important(rest).map((item) =>
      line('changed', `${item.key}: ${changeText(item.before, item.after)}`, 1),
    ),
    ...describeIncidental(change),
    ...texted.flatMap((field) => describeField(field, before, texts)),
  ]
  return [line('changed', `${nodeText(before)}${became(change)}`), ...inside]
}

const reader = ({ to, field }: EdgeRef): string => `${to.label}.${field}`

function became({ before, after, moved }: NodeChange): string {
  const parts = [
    ...(before.name === after.name ? [] : [`is now named ${after.label}`]),
    ...(moved
      ? [after.groups.length === 0 ? 'is in no group any more' : `is now in ${after.groups.join(' / ')}`]
      : []),
    ...(before.id === after.id ? [] : [`has the id ${after.id}`]),
  ]
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}

const important = (changes: readonly Change[]): Change[] => changes.filter(({ incidental }) => !incidental)

const isIncidental = ({ change, before, after, text, settings, needs_value }: FieldChange): boolean =>
  change === 'changed' && !before && !after && !text && !needs_value && important(settings).length === 0

/** One line for all that bears on no run. */
function describeIncidental({ fields, outputs, other }: NodeChange): Line[] {
  const of = (name: string, changes: readonly Change[]): string[] =>
    changes.some(({ incidental }) => incidental) ? [name] : []
  const places = [
    ...fields.flatMap(({ field, settings }) => of(field, settings)),
    ...outputs.changed.flatMap(({ output, changes }) => of(`output ${output}`, changes)),
    ...other.filter(({ incidental }) => incidental).map(({ key }) => key),
  ]
  if (places.length === 0) return []
  const named = places.slice(0, MOST_PLACES).join(', ')
  const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : ''
  return [line('changed', `without effect on runs: ${named}${more}`, 1)]
}

const MOST_PLACES = 6

function describeField(change: FieldChange, node: NodeRef, texts: SeenTexts): Line[] {
  const { field, text, settings, needs_value } = change
  const parts = [
    ...valueTexts(change),
    ...(text ? [textSummary(text)] : []),
    ...important(settings).map(memberText),
    ...(needs_value ? ['needs a value'] : []),
    ...fedTexts(change),
  ]
  const place = `${node.label}.${field}`
  const same = text && texts.find(text, place)
  return [
    line(
      change.change,
      `${field}: ${[...parts, ...(same ? [`the same lines as in ${same}`] : [])].join('; ')}`,
      1,
    ),
    ...(text && !same ? describeText(text) : []),
  ]
}

function fedTexts({ change, fed }: FieldChange): string[] {
  if (change !== 'changed') return fed.before || fed.after ? ['fed by an edge'] : []
  if (fed.before === fed.after) return []
  return [fed.after ? 'now fed by an edge' : 'no longer fed by an edge']
}

function valueTexts({ change, before, after, fed }: FieldChange): string[] {
  // What an edge feeds has a value of its own that nobody sees.
  if (change !== 'changed' && (fed.before || fed.after)) return []
  if (change === 'changed') return before || after ? [changeText(before, after)] : []
  return [before, after].flatMap((side) => (side === undefined ? [] : [valueText(side)]))
}

const textSummary = ({ added, removed, secret, line_ends }: TextChange): string =>
  [
    ...(added + removed === 0 ? [] : [`${lines(added)} added, ${removed} removed`]),
    ...(secret ? ['a secret in it changed'] : []),
    ...(line_ends ? ['lines end otherwise'] : []),
  ].join('; ') || 'changed'

const lines = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`

function describeText({ hunks }: TextChange): Line[] {
  const all = hunks.flatMap((hunk) => [
    line(
      'plain',
      `@@ -${hunk.before_start},${hunk.before_lines} +${hunk.after_start},${hunk.after_lines} @@`,
      2,
    ),
    ...hunk.lines.map((text): Line => {
      const tone = text.startsWith('+') ? 'added' : text.startsWith('-') ? 'removed' : 'plain'
      return { tone, text: `${INDENT}${text}`.trimEnd() }
    }),
  ])
  if (all.length <= MOST_LINES) return all
  return [
    ...all.slice(0, MOST_LINES),
    line('plain', `… and ${all.length - MOST_LINES} more lines, which --json has`, 2),
  ]
}

const MOST_LINES = 1000

const INDENT = '    '.repeat(2)

/** The text changes that were shown already: several nodes of a type get the same new code at once. */
class SeenTexts {
  readonly #places = new Map<string, string>()

  /** Where the same change was shown before. */
  find({ hunks }: TextChange, place: string): string | undefined {
    if (hunks.length === 0) return undefined
    const key = JSON.stringify(hunks)
    const found = this.#places.get(key)
    if (found === undefined) this.#places.set(key, place)
    return found
  }
}
