import { customisations } from '../../../shared/config/customisations.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { diffJson } from '../../../shared/json/diff.ts'
import { equalJson } from '../../../shared/json/equal.ts'
import { getAt, isPrefix, parsePointer } from '../../../shared/json/pointer.ts'
import { readJson } from '../../../shared/json/read.ts'
import { isList, isObject, type Json } from '../../../shared/json/value.ts'

/** A config before anything happened, with the default config of its version. */
export type Original = {
  readonly config: Json
  readonly version: string
  readonly defaults: Json | undefined
}

/** What a user set, and in which form of the config. */
export type UserEdit = {
  readonly id: ConfigId
  readonly version: string
  readonly path: string
  /** Missing where the user added it. */
  readonly before: Json | undefined
  readonly after: Json
}

export type Reckoning = {
  readonly configs: number
  /** Settings that users had made before, on all configs. */
  readonly settings: number
  /** Of those, how many are not what they were. */
  readonly lost: number
  readonly edits: number
  /** Edits that stand in the configs now. */
  readonly edits_kept: number
  /** Edits of things that the old version does not have: in the history, and in the journal for the next release. */
  readonly edits_aside: number
  readonly edits_lost: number
  /** Configs that are not at the version where they began. */
  readonly misplaced: number
}

/**
 * Compares what is there at the end with what was there at the start, setting by setting. Trusts nothing
 * that Crosswalk reported.
 */
export function reckon(
  originals: ReadonlyMap<ConfigId, Original>,
  finals: readonly { readonly id: ConfigId; readonly version: string; readonly text: string }[],
  edits: readonly UserEdit[],
  pastStates: ReadonlyMap<ConfigId, readonly string[]>,
): Reckoning {
  const byConfig = new Map(edits.map((edit) => [edit.id, edit]))
  const sums = { settings: 0, lost: 0, edits_kept: 0, edits_aside: 0, edits_lost: 0, misplaced: 0 }
  const seen = new Set<ConfigId>()
  for (const { id, version, text } of finals) {
    const original = originals.get(id)
    if (!original) continue
    seen.add(id)
    const final = readJson(text)
    if (version !== original.version) sums.misplaced++
    const edit = byConfig.get(id)
    const overwritten = edit ? editedPaths(original, final, edit) : []
    for (const { tokens, value } of customisations(original.config, original.defaults)) {
      sums.settings++
      if (overwritten.some((path) => isPrefix(path, tokens) || isPrefix(tokens, path))) continue
      if (edit && (removedByUser(edit, value) || isWithin(edit, original.config, final, tokens))) continue
      const found = getAt(final, tokens)
      if (found === undefined || !equalJson(found, value)) sums.lost++
    }
    if (edit) sums[fateOf(edit, original, final, pastStates.get(id) ?? [])]++
  }
  for (const [id, original] of originals) {
    if (seen.has(id)) continue
    const gone = customisations(original.config, original.defaults).length
    sums.settings += gone
    sums.lost += gone
    if (byConfig.has(id)) sums.edits_lost++
  }
  return { configs: originals.size, edits: edits.length, ...sums }
}

/**
 * The paths at which the edit itself changed the config: there the user's newer value stands in the older
 * one's place. An edit of another version's form is found by its value; a single value has one place, so that
 * it excuses no other loss.
 */
function editedPaths(original: Original, final: Json, edit: UserEdit): readonly (readonly string[])[] {
  if (edit.version === original.version) return [parsePointer(edit.path)]
  const found = diffJson(original.config, final)
    .filter((change) => change.after !== undefined && holds(edit.after, change.after))
    .map((change) => parsePointer(change.path))
  return isContainer(edit.after) ? found : found.slice(0, 1)
}

/** Whether the user took this value away with the edit itself, as one who leaves a recipient out of the list. */
const removedByUser = (edit: UserEdit, value: Json): boolean =>
  edit.before !== undefined &&
  isContainer(edit.before) &&
  // A flag stands in too many places to say that it is the one of the list.
  value !== null &&
  typeof value !== 'boolean' &&
  holds(edit.before, value) &&
  !holds(edit.after, value)

/** Whether it is an item of the edited list: where another one is left out, those behind it move up. */
const isWithin = (edit: UserEdit, original: Json, final: Json, tokens: readonly string[]): boolean =>
  edit.before !== undefined &&
  isContainer(edit.before) &&
  tokens.some((_, depth) => {
    const [before, after] = [original, final].map((doc) => getAt(doc, tokens.slice(0, depth)))
    return before !== undefined && after !== undefined && isEdited(edit, before, after)
  })

const isEdited = (edit: UserEdit, before: Json, after: Json): boolean =>
  edit.before !== undefined && equalJson(edit.before, before) && equalJson(edit.after, after)

const isContainer = (value: Json): boolean => isObject(value) || isList(value)

function fateOf(
  edit: UserEdit,
  original: Original,
  final: Json,
  past: readonly string[],
): 'edits_kept' | 'edits_aside' | 'edits_lost' {
  const tokens = parsePointer(edit.path)
  const found = getAt(final, tokens)
  if (edit.version === original.version)
    return found !== undefined && equalJson(found, edit.after) ? 'edits_kept' : 'edits_lost'
  const changes = diffJson(original.config, final)
  if (changes.some((change) => change.after !== undefined && holds(edit.after, change.after)))
    return 'edits_kept'
  const inHistory = past.some((text) => {
    const value = getAt(readJson(text), tokens)
    return value !== undefined && equalJson(value, edit.after)
  })
  return inHistory ? 'edits_aside' : 'edits_lost'
}

/** Whether one value holds the other, or is it. A list or object that was edited may come back leaf by leaf. */
function holds(edited: Json, found: Json): boolean {
  if (equalJson(edited, found)) return true
  const inside = (whole: Json, part: Json): boolean =>
    typeof whole === 'object' &&
    whole !== null &&
    Object.values(whole).some((one) => equalJson(one as Json, part) || inside(one as Json, part))
  return inside(edited, found) || inside(found, edited)
}
