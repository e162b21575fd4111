import type { Hash, Version } from '../config/ids.ts'
import { mergeSealed, readConcealed, reveal, type SealedValues } from '../config/secret-stand-in.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { applyChanges, type Change, diffJson } from '../json/diff.ts'
import { equalJson } from '../json/equal.ts'
import type { Sha256 } from '../json/hash.ts'
import { withMember } from '../json/object.ts'
import { getAt, parsePointer } from '../json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Engine } from '../migration/engine.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { type ExaminePlan, Examiner } from './examine.ts'
import { isDisplaced } from './rollback-displaced.ts'

export type RollbackInput = {
  /** The config as it is now, and its row's version. */
  readonly text: string
  readonly version: string
  /** The version to go back to. */
  readonly to: Version
  /** What the push left. Missing for a config that was created after it. */
  readonly pushed?: { readonly before: string; readonly outputHash: Hash; readonly complement?: string }
}

/** What became of one thing that a user changed after the push. */
export type EditReport = {
  readonly path: string
  /** `aside`: the old version has no place for it; it is kept for the next way forward, and in the history. */
  readonly outcome: 'kept' | 'aside' | 'both-sides'
}

export type RollbackOutput = {
  readonly state: 'restored' | 'kept_edits' | 'conflict'
  readonly text: string
  readonly hash: Hash
  readonly complement?: string
  readonly edits: readonly EditReport[]
  /** Paths of an edited config that have their former value again. None where all of it was restored. */
  readonly restored: readonly string[]
}

/**
 * Makes the evaluator of a rollback. A config untouched since the push is restored exactly. An edited one
 * goes back through the steps with its complement, and the edits with it; where that cannot be decided
 * the edits to paths that the release did not touch are kept, and the others flagged for the user.
 */
export const rollbackConfig =
  (digest: Sha256) =>
  (plan: ExaminePlan, call: TransformCaller): ((input: RollbackInput) => RollbackOutput) => {
    const examiner = new Examiner(plan, call, digest)
    const { engine } = examiner
    return ({ text, version, to, pushed }) => {
      const { config: now, sealed: sealedNow } = examiner.read(text, version)
      const was = pushed && readConcealed(pushed.before)
      const left = pushed?.complement === undefined ? undefined : readConcealed(pushed.complement)
      // Of a secret that several have, the one of the state that is restored, letter for letter.
      const sealed = mergeSealed(was?.sealed ?? NO_SECRETS, sealedNow, left?.sealed ?? NO_SECRETS)
      const out = (
        state: RollbackOutput['state'],
        config: Json,
        edits: readonly EditReport[],
        complement?: Json,
        restored: readonly string[] = [],
      ) => ({
        state,
        text: writeJson(reveal(config, sealed)),
        hash: examiner.hash(config),
        ...(complement === undefined ? {} : { complement: writeJson(reveal(complement, sealed)) }),
        edits,
        restored,
      })
      if (!pushed || !was) {
        const back = engine.backward(now, to)
        return out('kept_edits', back.config, [], back.complement as unknown as Json)
      }
      const before = was.value as JsonObject
      if (examiner.hash(now) === pushed.outputHash) return out('restored', before, [])
      const complement = left?.value
      // What the release had changed and has its former value: whatever else differs from now is an edit's.
      const outEdited: Out = (state, config, edits, rest) =>
        out(state, config, edits, rest, restoredPaths(now, config, before))
      const run = engine.forward(before, to)
      const after = run.config
      try {
        const kept = keepEdits({ engine, before, after, now, to, complement, out: outEdited })
        if (!isDisplaced(before, run, now, readConcealed(kept.text).value)) return kept
      } catch (error) {
        if (!isCrosswalkError(error)) throw error
      }
      return mergeByPath({ before, after, now, out: outEdited })
    }
  }

const NO_SECRETS: SealedValues = new Map()

type Out = (
  state: RollbackOutput['state'],
  config: Json,
  edits: readonly EditReport[],
  complement?: Json,
) => RollbackOutput
type Sides = {
  readonly before: JsonObject
  readonly after: JsonObject
  readonly now: JsonObject
  readonly out: Out
}

function keepEdits(
  sides: Sides & { engine: Engine; to: Version; complement: Json | undefined },
): RollbackOutput {
  const { engine, before, after, now, to, complement, out } = sides
  const back = (config: JsonObject) => engine.backward(config, to, { complement })
  const unedited = back(after).config
  const edited = back(now)
  const left = edited.complement as unknown as Json
  // Where down does not give back what up took, only what the edits change of its result is taken from it.
  const isExact = equalJson(unedited, before)
  const fits = (change: Change) => isExact || hasPlaceFor(change, unedited, before)
  const changes = diffJson(unedited, edited.config)
  const edits = diffJson(after, now).map((change): EditReport => {
    const own = diffJson(unedited, back(applyChanges(after, [change]) as JsonObject).config)
    return {
      path: change.path,
      outcome: own.length === 0 ? 'aside' : own.every(fits) ? 'kept' : 'both-sides',
    }
  })
  if (isExact) return out('kept_edits', edited.config, edits, left)
  const result = applyChanges(before, changes.filter(fits)) as JsonObject
  if (changes.every(fits)) return out('kept_edits', result, edits, left)
  // What does not fit comes of one edit alone, or else of several together: of which, nobody can tell.
  const isTold = edits.some(({ outcome }) => outcome === 'both-sides')
  const told = isTold
    ? edits
    : edits.map((edit): EditReport => (edit.outcome === 'kept' ? { ...edit, outcome: 'both-sides' } : edit))
  return out('conflict', warned(result, told), told, left)
}

function mergeByPath({ before, after, now, out }: Sides): RollbackOutput {
  const changes = diffJson(after, now)
  const kept = changes.filter((change) => hasPlaceFor(change, after, before))
  const edits = changes.map(
    (change): EditReport => ({ path: change.path, outcome: kept.includes(change) ? 'kept' : 'both-sides' }),
  )
  const merged = applyChanges(before, kept) as JsonObject
  return kept.length === changes.length
    ? out('kept_edits', merged, edits)
    : out('conflict', warned(merged, edits), edits)
}

/** Whether a change that was found in one config can be made in another: both have there the same, or both nothing. */
function hasPlaceFor({ path }: Change, foundIn: Json, other: Json): boolean {
  const tokens = parsePointer(path)
  const [was, is] = [getAt(foundIn, tokens), getAt(other, tokens)]
  const [home, newHome] = [getAt(foundIn, tokens.slice(0, -1)), getAt(other, tokens.slice(0, -1))]
  const isSame = was === undefined || is === undefined ? was === is : equalJson(was, is)
  return isSame && ((isList(home) && isList(newHome)) || (isObject(home) && isObject(newHome)))
}

const restoredPaths = (now: Json, result: Json, before: Json): readonly string[] =>
  diffJson(now, result)
    .map(({ path }) => path)
    .filter((path) => {
      const [is, was] = [getAt(result, parsePointer(path)), getAt(before, parsePointer(path))]
      return is === undefined || was === undefined ? is === was : equalJson(is, was)
    })

function warned(config: JsonObject, edits: readonly EditReport[]): JsonObject {
  const warnings = getAt(config, ['_migration_warnings'])
  const list = warnings !== undefined && isList(warnings) ? warnings : []
  const added = edits.filter(({ outcome }) => outcome === 'both-sides').map(conflictWarning)
  return withMember(config, '_migration_warnings', [...list, ...added])
}

const conflictWarning = ({ path }: EditReport): Json => ({
  type: 'rollback',
  feature: path,
  message: `A change of ${path} could not be carried to the earlier version. The value before and the value after are in the history.`,
  action_required: true,
})
