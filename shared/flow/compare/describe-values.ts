import { canonicalText } from '../../json/canonical.ts'
import { diffJson } from '../../json/diff.ts'
import { isList, isObject, type Json } from '../../json/value.ts'
import type { Change, ShownValue } from './values.ts'

/** A value as a report shows it: short, and of a long one its beginning and how long it is. */
export const valueText = (shown: ShownValue): string => {
  if (shown.kind === 'secret') return '(secret)'
  if (shown.kind === 'variable') return `variable ${shown.name}`
  return cut(canonicalText(shown.value), 0)
}

/** What became of a value: both side by side; of long ones, the part where they differ; of lists and objects, what differs. */
export function changeText(before: ShownValue | undefined, after: ShownValue | undefined): string {
  if (before?.kind === 'value' && after?.kind === 'value') return pairText(before.value, after.value)
  if (before?.kind === 'secret' && after?.kind === 'secret') return '(secret) -> (another secret)'
  return [before, after].map((side) => (side === undefined ? 'none' : valueText(side))).join(' -> ')
}

/** A member that changed, with its name. */
export const memberText = ({ key, before, after }: Change): string => `${key} ${changeText(before, after)}`

const WIDTH = 60

function pairText(before: Json, after: Json): string {
  if (isList(before) && isList(after) && [...before, ...after].every(isPlain)) return listText(before, after)
  const texts = [before, after].map(canonicalText) as [string, string]
  if (texts.every((text) => text.length <= WIDTH)) return texts.join(' -> ')
  const isNested = (isList(before) && isList(after)) || (isObject(before) && isObject(after))
  return isNested ? nestedText(before, after) : windowText(texts)
}

const isPlain = (value: Json): boolean => !isList(value) && !isObject(value)

function listText(before: readonly Json[], after: readonly Json[]): string {
  const [old, fresh] = [before, after].map((list) => list.map(canonicalText)) as [string[], string[]]
  const signed = (sign: string, some: string[], others: string[]): string[] =>
    some.filter((item) => !others.includes(item)).map((item) => `${sign}${cut(item, 0)}`)
  const parts = [...signed('-', old, fresh), ...signed('+', fresh, old)]
  return parts.length > 0 ? fewOf(parts).join(' ') : 'in another order'
}

const nestedText = (before: Json, after: Json): string =>
  fewOf(
    diffJson(before, after).map(({ kind, path, ...sides }) => {
      const values = [sides.before, sides.after].flatMap((side) =>
        side === undefined ? [] : cut(canonicalText(side), 0),
      )
      return `${{ added: '+', removed: '-', changed: '' }[kind]}${path} ${values.join(' -> ')}`
    }),
  ).join('; ')

const MOST = 8

const fewOf = (parts: readonly string[]): readonly string[] =>
  parts.length <= MOST ? parts : [...parts.slice(0, MOST), `and ${parts.length - MOST} more`]

/** Of two texts, the part from a little before where they begin to differ. */
function windowText([first, second]: [string, string]): string {
  let same = 0
  while (same < first.length && first[same] === second[same]) same += 1
  const from = same < WIDTH / 2 ? 0 : same - WIDTH / 4
  return [first, second].map((text) => cut(text, from < text.length ? from : 0)).join(' -> ')
}

function cut(text: string, from: number): string {
  const isWhole = from === 0 && text.length <= WIDTH
  if (isWhole) return text
  // Half of a pair of surrogates would be no character.
  const part = text.slice(from, from + WIDTH).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '')
  return `${from === 0 ? '' : '…'}${part}${text.length > from + WIDTH ? '…' : ''} (${text.length} characters)`
}
