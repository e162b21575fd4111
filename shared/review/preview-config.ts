import type { Hash, Version } from '../config/ids.ts'
import type { SchemaProblem } from '../config/schema.ts'
import type { Sha256 } from '../json/hash.ts'
import type { Preserved } from '../migration/preservation.ts'
import type { RoundTrip } from '../migration/round-trip.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { type Examination, type ExaminePlan, Examiner } from './examine.ts'
import type { Shape, ShapeId } from './shape.ts'

export type PreviewInput = {
  readonly text: string
  /** `flow_version` of the row. */
  readonly version: string
  /** The hash of the row's own config, where the snapshot holds a masked one. */
  readonly sourceHash?: Hash
}

/** The evidence on one config, without a value of it. */
export type PreviewOutput =
  | {
      readonly status: 'unchanged'
      readonly from: Version
      readonly inputHash: Hash
      readonly outputHash: Hash
    }
  | {
      readonly status: 'migrated'
      readonly from: Version
      readonly inputHash: Hash
      /** Left out for a masked config: what the real one gives is not known. */
      readonly outputHash?: Hash
      /** What the snapshot's text gives, real or masked: what the digest of the preview covers. */
      readonly resultHash: Hash
      readonly shapeId: ShapeId
      /** The shape itself, the first time that this process meets it. */
      readonly shape?: Shape
      readonly problems: readonly SchemaProblem[]
      readonly customised: number
      readonly losses: readonly Preserved[]
      readonly roundTrip: RoundTrip
      readonly repeats: boolean
      /** Where secrets stood that code has read; left out where it has read none. */
      readonly secretsRead?: readonly string[]
    }

/** Makes the evaluator of one config by itself: its evidence, whatever it takes to find it. */
export const previewConfig =
  (digest: Sha256) =>
  (plan: ExaminePlan, call: TransformCaller): ((input: PreviewInput) => PreviewOutput) => {
    const examiner = new Examiner(plan, call, digest)
    const told = new Set<ShapeId>()
    return (input) => {
      const { config, version: from } = examiner.read(input.text, input.version)
      if (from === plan.to) {
        const hash = input.sourceHash ?? examiner.hash(config)
        return { status: 'unchanged', from, inputHash: hash, outputHash: hash }
      }
      const found = examiner.examine(config, from)
      const first = !told.has(found.shapeId)
      told.add(found.shapeId)
      return { ...evidenceOf(found, input), ...(first ? { shape: found.shape } : {}) }
    }
  }

const LOSSES: ReadonlySet<string> = new Set(['dropped', 'dropped-silently', 'unproven'])

/** What of an examination is told of a config. */
export const evidenceOf = (
  found: Examination,
  { sourceHash }: PreviewInput,
): Extract<PreviewOutput, { status: 'migrated' }> => ({
  status: 'migrated',
  from: found.from,
  inputHash: sourceHash ?? found.inputHash,
  ...(sourceHash === undefined ? { outputHash: found.outputHash } : {}),
  resultHash: found.outputHash,
  shapeId: found.shapeId,
  problems: found.problems,
  customised: found.preserved.length,
  losses: found.preserved.filter((one) => LOSSES.has(one.class)),
  roundTrip: found.roundTrip,
  repeats: found.repeats,
  ...(found.secretsRead.length > 0 ? { secretsRead: found.secretsRead } : {}),
})
