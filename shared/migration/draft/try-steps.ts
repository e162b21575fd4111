import { isCrosswalkError } from '../../errors/index.ts'
import type { Json } from '../../json/value.ts'
import { EffectTable } from '../../lens/effect.ts'
import { compileStep } from '../../lens/operations.ts'
import type { Step } from '../../lens/step.ts'

/** What steps make of a config or an item; undefined where one of them refuses it. There is no transform among them. */
export function trySteps(steps: readonly Step[], doc: Json): Json | undefined {
  const effects = new EffectTable()
  const run = {
    effects: [],
    items: [],
    warnings: [],
    baseline: undefined,
    transform: () => {
      throw new TypeError('a draft has no transform')
    },
  }
  try {
    return steps.reduce<Json>(
      (at, step, index) =>
        compileStep(step, { step: String(index), base: [], items: [], effects }).forward(at, undefined, run)
          .doc,
      doc,
    )
  } catch (error) {
    if (isCrosswalkError(error)) return undefined
    throw error
  }
}
