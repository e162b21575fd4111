import type { ConfigId, Version } from '../config/ids.ts'
import { type ErrorCode, isCrosswalkError } from '../errors/index.ts'
import type { Sha256 } from '../json/hash.ts'
import type { Outcome } from '../migration/evaluator.ts'
import type { Preserved } from '../migration/preservation.ts'
import { probeShape } from '../migration/probe-shape.ts'
import type { TransformCaller } from '../migration/transform-caller.ts'
import { type Examined, type ExaminePlan, Examiner } from './examine.ts'
import { evidenceOf, type PreviewInput } from './preview-config.ts'
import { writeRow } from './preview-row.ts'
import type { ShapeId } from './shape.ts'
import { PreviewTally, type TallyState } from './tally.ts'

export type PreviewBatchInput = PreviewInput & { readonly id: ConfigId }

/**
 * How often code may be run to ask after the customisations of one shape in one batch. Code that loses everything
 * needs most: eight times a run or two for each of some hundred places. Code that loses nothing hardly needs any.
 */
const RUNS_PER_SHAPE = 2_000

/**
 * Makes the evaluator of a preview: configs in; a row for each, as `writeRow` writes it, and the evidence on those
 * that did not fail added up.
 */
export const previewBatch =
  (digest: Sha256) =>
  (
    plan: ExaminePlan,
    call: TransformCaller,
  ): ((inputs: readonly PreviewBatchInput[]) => { outcomes: Outcome<string>[]; part: TallyState }) => {
    const examiner = new Examiner(plan, call, digest)
    return (inputs) => new Batch(examiner, plan.to).run(inputs)
  }

type Waiting = { readonly input: PreviewBatchInput; readonly examined: Examined }

class Batch {
  readonly #examiner: Examiner
  readonly #to: Version
  readonly #tally = new PreviewTally()
  /** Configs that were run by code which has to be asked after their customisations, by shape. */
  readonly #waiting = new Map<ShapeId, Waiting[]>()

  constructor(examiner: Examiner, to: Version) {
    this.#examiner = examiner
    this.#to = to
  }

  run(inputs: readonly PreviewBatchInput[]): { outcomes: Outcome<string>[]; part: TallyState } {
    const outcomes = inputs.map((input) => this.#outcome(input))
    for (const waiting of this.#waiting.values()) {
      const fates = probeShape(
        waiting.map(({ examined }) => examined.customisations),
        { runs: RUNS_PER_SHAPE },
      )
      waiting.forEach(({ input, examined }, index) => {
        this.#add(input, examined, fates[index] ?? [])
      })
    }
    return { outcomes, part: this.#tally.state }
  }

  #outcome(input: PreviewBatchInput): Outcome<string> {
    try {
      return { ok: true, value: this.#row(input) }
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      const { code, data, message } = error
      return { ok: false, error: { code: code as ErrorCode, data, message } }
    }
  }

  #row(input: PreviewBatchInput): string {
    const { config, version: from } = this.#examiner.read(input.text, input.version)
    if (from === this.#to) {
      const hash = input.sourceHash ?? this.#examiner.hash(config)
      this.#tally.add(input.id, { status: 'unchanged', from, inputHash: hash, outputHash: hash }, undefined)
      return writeRow({ status: 'unchanged', exact: true, inputHash: hash, outputHash: hash, shapeId: null })
    }
    const examined = this.#examiner.run(config, from)
    const { shapeId, customisations } = examined
    if (customisations.open.length === 0) this.#add(input, examined, customisations.settle())
    else {
      const waiting = this.#waiting.get(shapeId)
      if (waiting) waiting.push({ input, examined })
      else this.#waiting.set(shapeId, [{ input, examined }])
    }
    return writeRow({
      status: 'migrated',
      exact: examined.roundTrip.exact,
      inputHash: input.sourceHash ?? examined.inputHash,
      outputHash: examined.outputHash,
      shapeId,
    })
  }

  #add(input: PreviewBatchInput, examined: Examined, preserved: readonly Preserved[]): void {
    const { shape, config, run, places } = examined
    this.#tally.add(input.id, evidenceOf({ ...examined, preserved }, input), shape, {
      before: config,
      after: run.config,
      preserved,
      places,
    })
  }
}
