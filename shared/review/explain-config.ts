import type { Hash, Version } from '../config/ids.ts'
import type { SchemaProblem } from '../config/schema.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { type Change, diffJson } from '../json/diff.ts'
import type { Sha256 } from '../json/hash.ts'
import { formatPointer, getAt, parsePointer } from '../json/pointer.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { Warning } from '../lens/lens.ts'
import type { Engine, EngineRun } from '../migration/engine.ts'
import type { Preserved } from '../migration/preservation.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { type Examination, type ExaminePlan, Examiner } from './examine.ts'
import type { Finding } from './findings.ts'
import type { PreviewBatchInput } from './preview-batch.ts'
import { evidenceOf } from './preview-config.ts'
import type { Shape, ShapeId } from './shape.ts'
import { PreviewTally } from './tally.ts'

/** One customisation of a config with its values. `path` is its place in the config before, `to` one with `*` for items. */
export type Explained = Omit<Preserved, 'path'> & {
  readonly path: string
  readonly value: Json
  /** What it has become, where it was converted and stands at one place. */
  readonly now?: Json
}

/** Everything about one config, values included: what a person looks at who wants to see for himself. */
export type Explanation =
  | {
      readonly status: 'unchanged'
      readonly from: Version
      readonly outputHash: Hash
      readonly before: JsonObject
    }
  | {
      readonly status: 'migrated'
      readonly from: Version
      /** Of what the text given gives, be it masked or not. */
      readonly outputHash: Hash
      readonly shapeId: ShapeId
      readonly shape: Shape
      readonly before: JsonObject
      readonly after: JsonObject
      readonly back: Back
      readonly changes: readonly Change[]
      readonly customisations: readonly Explained[]
      readonly warnings: readonly Warning[]
      readonly problems: readonly SchemaProblem[]
      readonly repeats: boolean
      readonly findings: readonly Finding[]
    }

/** The config taken back again, or why there is no way. */
export type Back =
  | { readonly config: JsonObject; readonly exact: boolean; readonly differs: readonly string[] }
  | { readonly problem: string }

/** Makes the evaluator that tells everything of one config, values included. */
export const explainConfig =
  (digest: Sha256) =>
  (plan: ExaminePlan, call: TransformCaller): ((input: PreviewBatchInput) => Explanation) => {
    const examiner = new Examiner(plan, call, digest)
    return (input) => {
      const { config, version: from } = examiner.read(input.text, input.version)
      if (from === plan.to) {
        return { status: 'unchanged', from, outputHash: examiner.hash(config), before: config }
      }
      const found = examiner.examine(config, from)
      return {
        status: 'migrated',
        from,
        outputHash: found.outputHash,
        shapeId: found.shapeId,
        shape: found.shape,
        before: config,
        after: found.run.config,
        back: backOf(examiner.engine, found),
        changes: diffJson(config, found.run.config),
        customisations: customisationsOf(found, found.run),
        warnings: found.warnings,
        problems: found.problems,
        repeats: found.repeats,
        findings: findingsOf(found, input),
      }
    }
  }

function backOf(engine: Engine, { run, from, roundTrip }: Examination): Back {
  if (!roundTrip.exact && roundTrip.problem !== undefined) return { problem: roundTrip.problem }
  try {
    const { config } = engine.backward(run.config, from, { complement: run.complement as unknown as Json })
    return { config, exact: roundTrip.exact, differs: roundTrip.exact ? [] : roundTrip.differs }
  } catch (error) {
    // Code that gives another result each time may have had a way back a moment ago.
    if (!isCrosswalkError(error)) throw error
    return { problem: error.message }
  }
}

const customisationsOf = (
  { preserved, customisations }: Examination,
  { config }: EngineRun,
): readonly Explained[] =>
  customisations.followed.leaves.map(({ tokens, value }, index) => {
    // One for each leaf, in the same order.
    const fate = preserved[index] as Preserved
    const now =
      fate.class === 'converted' ? getAt(config, parsePointer(fate.to ?? formatPointer(tokens))) : undefined
    return { ...fate, path: formatPointer(tokens), value, ...(now === undefined ? {} : { now }) }
  })

/** The findings that a preview of nothing but this config would have. */
function findingsOf(found: Examination, input: PreviewBatchInput): readonly Finding[] {
  const tally = new PreviewTally()
  tally.add(input.id, evidenceOf(found, input), found.shape)
  return tally.findings()
}
