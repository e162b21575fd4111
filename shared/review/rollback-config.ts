import type { Hash, Version } from '../config/ids.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { applyChanges, type Change, diffJson } from '../json/diff.ts'
import { equalJson } from '../json/equal.ts'
import type { Sha256 } from '../json/hash.ts'
import { withMember } from '../json/object.ts'
import { getAt, parsePointer } from '../json/pointer.ts'
import { readJson } from '../json/read.ts'
import { isList, type Json, type JsonObject } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { Engine } from '../migration/engine.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { type ExaminePlan, Examiner } from './examine.ts'

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
      const { config: now } = examiner.read(text, version)
      const out = (
        state: RollbackOutput['state'],
        config: Json,
        edits: readonly EditReport[],
        complement?: Json,
      ) => ({
        state,
        text: writeJson(config),
        hash: examiner.hash(config),
        ...(complement === undefined ? {} : { complement: writeJson(complement) }),
        edits,
      })
      if (!pushed) {
        const back = engine.backward(now, to)
        return out('kept_edits', back.config, [], back.complement as unknown as Json)
      }
      const before = readJson(pushed.before) as JsonObject
      if (examiner.hash(now) === pushed.outputHash) return out('restored', before, [])
      const complement = pushed.complement === undefined ? undefined : readJson(pushed.complement)
      const after = engine.forward(before, to).config
      try {
        return keepEdits({ engine, before, after, now, to, complement, out })
      } catch (error) {
        if (!isCrosswalkError(error)) throw error
        return mergeByPath({ before, after, now, out })
      }
    }
  }

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
  // Where down does not give back what up took, only what the edits change of its result is taken from it.
  const exact = equalJson(unedited, before)
  const changes = exact ? [] : diffJson(unedited, edited.config)
  // A change of something that the old config does not have at all has no place there.
  if (!changes.every((change) => getAt(before, parsePointer(change.path).slice(0, -1)) !== undefined)) {
    return mergeByPath(sides)
  }
  const result = exact ? edited.config : applyChanges(before, changes)
  const edits = diffJson(after, now).map((change): EditReport => {
    const alone = back(applyChanges(after, [change]) as JsonObject).config
    const reflected = !equalJson(alone, unedited)
    return { path: change.path, outcome: reflected ? 'kept' : 'aside' }
  })
  return out('kept_edits', result, edits, edited.complement as unknown as Json)
}

function mergeByPath({ before, after, now, out }: Sides): RollbackOutput {
  const changes = diffJson(after, now)
  const mine = (change: Change) => {
    const tokens = parsePointer(change.path)
    const [was, became] = [getAt(before, tokens), getAt(after, tokens)]
    const untouched = was === undefined || became === undefined ? was === became : equalJson(was, became)
    return untouched && getAt(before, tokens.slice(0, -1)) !== undefined
  }
  const kept = changes.filter(mine)
  const both = changes.filter((change) => !kept.includes(change))
  const edits = [
    ...kept.map(({ path }): EditReport => ({ path, outcome: 'kept' })),
    ...both.map(({ path }): EditReport => ({ path, outcome: 'both-sides' })),
  ]
  const merged = applyChanges(before, kept) as JsonObject
  if (both.length === 0) return out('kept_edits', merged, edits)
  const warnings = getAt(merged, ['_migration_warnings'])
  const list = warnings !== undefined && isList(warnings) ? warnings : []
  return out(
    'conflict',
    withMember(merged, '_migration_warnings', [...list, ...both.map(conflictWarning)]),
    edits,
  )
}

const conflictWarning = ({ path }: Change): Json => ({
  type: 'rollback',
  feature: path,
  message: `A change of ${path} could not be carried to the earlier version. The value before and the value after are in the history.`,
  action_required: true,
})
