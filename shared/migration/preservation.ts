import type { Customisation } from '../config/customisations.ts'
import { canonicalText } from '../json/canonical.ts'
import { diffJson } from '../json/diff.ts'
import { equalJson } from '../json/equal.ts'
import { leaves } from '../json/leaves.ts'
import { patternOf } from '../json/pattern.ts'
import { formatPointer, getAt, setAt } from '../json/pointer.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { EngineRun } from './engine.ts'
import { follow } from './follow.ts'
import { otherValue } from './other-value.ts'

/** What became of a customisation. Only the last is a loss that nobody declared. */
export type PreservationClass = 'kept' | 'moved' | 'converted' | 'dropped' | 'dropped-silently'

export type Preserved = {
  /** Where it stood, list indexes as `*`. */
  readonly path: string
  readonly class: PreservationClass
  /** Where it is now, where that is another place. */
  readonly to?: string
  /** The step that took it away, where one declares it. */
  readonly step?: string
}

/** What the evidence of code needs beside the run itself. */
export type CodeEvidence = {
  /** The default config's result: a value that also stands there may be the code's constant, not the user's. */
  readonly defaultResult: Json | undefined
  /** The result for another config of the same version, or undefined where the code refuses it. */
  readonly probe: (config: JsonObject) => Json | undefined
}

/**
 * Says for every customisation of a config what became of it.
 *
 * Lenses declare where a value goes, and the value is looked up there. Code declares nothing: its values
 * are kept where they stand in the same place, moved where the same value stands in a place of its own,
 * and else asked for: the leaf is changed and the code run again, and a change that shows nowhere is a
 * silent drop. Whatever cannot be shown to be there counts as dropped silently.
 */
export function preservation(
  config: JsonObject,
  leavesOfUser: readonly Customisation[],
  run: EngineRun,
  code: CodeEvidence | undefined,
): readonly Preserved[] {
  let places: Places | undefined
  return leavesOfUser.map((leaf) => {
    const path = patternOf(leaf.tokens, config)
    const fate = follow(leaf.tokens, run.effects)
    if (fate.kind === 'dropped') return { path, class: 'dropped', step: fate.step }
    const found = getAt(run.config, fate.tokens)
    if (found !== undefined && (fate.kind === 'converted' || equalJson(found, leaf.value))) {
      return fate.kind === 'kept'
        ? { path, class: 'kept' }
        : { path, class: fate.kind, to: patternOf(fate.tokens, run.config) }
    }
    if (!code) return { path, class: 'dropped-silently' }
    places ??= new Places(run.config, config, code.defaultResult)
    const to = places.claim(leaf.value) ?? probed(config, leaf, run.config, code)
    return to === undefined ? { path, class: 'dropped-silently' } : { path, class: to.kind, to: to.path }
  })
}

type Found = { readonly kind: 'moved' | 'converted'; readonly path: string }

/** The places of a result at which a value of the user may have arrived, each to be claimed once. */
class Places {
  readonly #open = new Map<string, string[]>()

  constructor(result: Json, config: Json, defaultResult: Json | undefined) {
    for (const leaf of leaves(result)) {
      const usual = defaultResult === undefined ? undefined : getAt(defaultResult, leaf.tokens)
      const before = getAt(config, leaf.tokens)
      if (usual === undefined && defaultResult !== undefined && before === undefined && !tells(leaf.value))
        continue
      if (usual !== undefined && equalJson(usual, leaf.value)) continue
      if (before !== undefined && equalJson(before, leaf.value)) continue
      const key = canonicalText(leaf.value)
      this.#open.set(key, [...(this.#open.get(key) ?? []), patternOf(leaf.tokens, result)])
    }
  }

  claim(value: Json): Found | undefined {
    const path = tells(value) ? this.#open.get(canonicalText(value))?.shift() : undefined
    return path === undefined ? undefined : { kind: 'moved', path }
  }
}

/** Whether a value is unlikely to stand somewhere by chance: no flag, no small whole number, no short word. */
function tells(value: Json): boolean {
  if (typeof value === 'string') return value.length >= 4
  if (typeof value === 'number') return !Number.isInteger(value) || Math.abs(value) > 100
  return typeof value === 'object' && value !== null
}

function probed(
  config: JsonObject,
  leaf: Customisation,
  result: Json,
  code: CodeEvidence,
): Found | undefined {
  const other = code.probe(setAt(config, leaf.tokens, otherValue(leaf.value)) as JsonObject)
  const change = other === undefined ? undefined : diffJson(result, other)[0]
  return change && { kind: 'converted', path: change.path === '' ? formatPointer([]) : change.path }
}
