import type { Hash, Version } from '../config/ids.ts'
import { mergeSealed, readConcealed, reveal } from '../config/secret-stand-in.ts'
import { fail } from '../errors/index.ts'
import { canonicalPair } from '../json/canonical.ts'
import type { Sha256 } from '../json/hash.ts'
import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { type Examination, type ExaminePlan, Examiner } from './examine.ts'
import { type AcceptedPlace, placeKey } from './place-key.ts'
import { readBack } from './read-back.ts'
import type { ShapeId } from './shape.ts'

/** What is run, and the silent losses that were accepted with it. */
export type PushPlan = ExaminePlan & {
  readonly accepted?: readonly AcceptedPlace[]
}

/** What the approved preview says of a config. `output` is missing where the snapshot was masked. */
export type Expected = { readonly input: Hash; readonly output?: Hash; readonly shape?: ShapeId }

export type PushInput = {
  readonly text: string
  readonly version: string
  readonly expected?: Expected
  /** The complement that an earlier rollback of the same version has left: edits that were put aside. */
  readonly aside?: string
}

export type PushOutput =
  | { readonly status: 'unchanged'; readonly from: Version; readonly inputHash: Hash }
  | {
      readonly status: 'migrated'
      readonly from: Version
      readonly inputHash: Hash
      readonly outputHash: Hash
      readonly text: string
      readonly complement?: string
      readonly warnings?: string
      readonly shapeId: ShapeId
      /** The config is not the one that was previewed. */
      readonly drifted: boolean
      /** For a drifted config: why it may not go on, whatever its shape. */
      readonly objections: readonly string[]
      /** Paths of edits that were put aside, and are in `text` again. */
      readonly readBack?: readonly string[]
    }

/**
 * Makes the evaluator of a push. A config as previewed must give what the preview gave: else
 * `release/output-differs` is raised, which ends the push. A drifted one is examined anew, since nobody
 * has seen what it loses.
 */
export const pushConfig =
  (digest: Sha256) =>
  (plan: PushPlan, call: TransformCaller): ((input: PushInput) => PushOutput) => {
    const accepted = new Set((plan.accepted ?? []).map(placeKey))
    const examiner = new Examiner(plan, call, digest)
    return ({ text, version, expected, aside }) => {
      const { config, version: from, sealed: sealedNow } = examiner.read(text, version)
      if (from === plan.to) return { status: 'unchanged', from, inputHash: examiner.hash(config) }
      const run = examiner.engine.forward(config, from)
      const texts = canonicalPair(config, run.config)
      const inputHash = digest(texts.before)
      // A masked preview knows no output: there the shape has to be the one that it saw.
      const masked = expected !== undefined && expected.output === undefined
      const drifted =
        expected?.input !== inputHash || (masked && expected.shape !== examiner.shapeIdOf(from, run))
      const found = drifted ? examiner.examine(config, from) : undefined
      const outputHash = digest(texts.after)
      const shape = found?.shapeId ?? expected?.shape ?? examiner.shapeIdOf(from, run)
      if (!drifted && expected?.output !== undefined && expected.output !== outputHash) {
        fail('release/output-differs', { version: from })
      }
      const left = aside === undefined ? undefined : readConcealed(aside)
      // Compared with the preview above as it was previewed: without what was put aside.
      const back = left && readBack(examiner, { config, from, run, aside: left.value })
      const sealed = left === undefined ? sealedNow : mergeSealed(sealedNow, left.sealed)
      const written = back?.run ?? run
      return {
        status: 'migrated',
        from,
        inputHash,
        outputHash: back === undefined ? outputHash : examiner.hash(written.config),
        // The canonical text is at hand. It has another order of keys, as `jsonb` has, but not every number letter for letter.
        text:
          written === run && sealed.size === 0 && !texts.hasRawNumbers
            ? texts.after
            : writeJson(reveal(written.config, sealed)),
        ...(written.complement.length > 0
          ? { complement: writeJson(reveal(written.complement as unknown as Json, sealed)) }
          : {}),
        ...(written.warnings.length > 0 ? { warnings: writeJson(written.warnings as unknown as Json) } : {}),
        ...(back === undefined ? {} : { readBack: back.paths }),
        shapeId: shape,
        drifted,
        objections: found ? objectionsTo(found, accepted) : [],
      }
    }
  }

// A loss that was accepted for one shape is one that nobody has looked at in any other.
function objectionsTo(found: Examination, accepted: ReadonlySet<string>): readonly string[] {
  const { shapeId: shape } = found
  const silent = found.preserved.filter(
    ({ path, class: kind }) => kind === 'dropped-silently' && !accepted.has(placeKey({ path, shape })),
  )
  return [
    ...silent.map((one) => `drops ${one.path} silently`),
    ...found.problems.map((one) => `does not fit the schema at ${one.path || 'the top'}: ${one.problem}`),
    ...(found.repeats ? [] : ['gives another result each time']),
    ...found.secretsRead.map((path) => `reads the secret at ${path}`),
  ]
}
