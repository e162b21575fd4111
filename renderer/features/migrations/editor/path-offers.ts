import type { PlaceFacts } from '../../../../shared/api/authoring.ts'
import { parsePointer } from '../../../../shared/json/pointer.ts'
import { quotedAt } from './source-calls.ts'

/** What may stand in a quoted text. Offsets are of the text within the quotes. */
export type PathOffers = {
  readonly start: number
  readonly end: number
  readonly offers: readonly { readonly text: string; readonly detail: string; readonly about: string }[]
}

/** Steps whose first text is a path that configs have before, and those where it is one that they have afterwards. */
const BEFORE = 'remove|rename|move|nest|hoist|wrap|head|convert|redefault|each|deprecate'
const FIRST = new RegExp(`\\b(add|${BEFORE})\\(\\s*(?:\\[[^\\]]*)?$`)
const TARGET = /\b(?:move\([^()[\]]*|nest\(\s*\[[^\]]*\]\s*),\s*$/
const KEY = /\brename\(\s*(?:'([^']*)'|"([^"]*)")\s*,\s*$/

/** The paths, or the keys, to choose from where somebody writes a step; undefined elsewhere. */
export function pathOffers(
  source: string,
  offset: number,
  places: readonly PlaceFacts[],
): PathOffers | undefined {
  const quoted = quotedAt(source, offset) ?? unclosedAt(source, offset)
  if (!quoted || offset <= quoted.start || offset >= quoted.end) return undefined
  const within = { start: quoted.start + 1, end: quoted.end - 1 }
  // A call may be laid out over some lines.
  const before = source.slice(Math.max(0, quoted.start - 500), quoted.start)
  const key = KEY.exec(before)
  if (key) return { ...within, offers: keysBeside(places, key[1] ?? key[2] ?? '') }
  const wanted = TARGET.test(before) || FIRST.exec(before)?.[1] === 'add' ? 'after' : 'before'
  if (wanted === 'before' && !FIRST.test(before) && !quoted.text.startsWith('/')) return undefined
  const there = places.filter((one) => !one.path.includes('*') && (one.before || one.after))
  const offers = there
    .map((one) => ({ one, facts: one[wanted] ?? one.before ?? one.after, fits: one[wanted] !== undefined }))
    .sort((a, b) => Number(b.fits) - Number(a.fits))
    .map(({ one, facts }) => ({
      text: one.path,
      detail: facts?.type ?? '',
      about: [facts?.title, facts?.description].filter((text) => text !== undefined).join('. '),
    }))
  return { ...within, offers }
}

/** A text whose closing quote is not written yet, as if it stood right behind. */
function unclosedAt(source: string, offset: number): ReturnType<typeof quotedAt> {
  const line = source.slice(source.lastIndexOf('\n', offset - 1) + 1, offset)
  const begun = /^(?:[^'"]|'[^']*'|"[^"]*")*['"]([^'"]*)$/.exec(line)?.[1]
  return begun === undefined ? undefined : { text: begun, start: offset - begun.length - 1, end: offset + 1 }
}

/** Names that the new version has for members of the object that a path's member stands in, those that the old one lacks first. */
function keysBeside(places: readonly PlaceFacts[], path: string): PathOffers['offers'] {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  return places
    .filter(
      (one) =>
        one.after && one.path.startsWith(`${parent}/`) && !one.path.slice(parent.length + 1).includes('/'),
    )
    .filter((one) => !one.path.endsWith('/*'))
    .sort((a, b) => Number(a.before !== undefined) - Number(b.before !== undefined))
    .map((one) => ({
      text: parsePointer(one.path).at(-1) ?? '',
      detail: one.after?.type ?? '',
      about: [one.after?.title, one.after?.description].filter((text) => text !== undefined).join('. '),
    }))
}
