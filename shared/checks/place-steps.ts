import { canonicalText } from '../json/canonical.ts'
import type { Json } from '../json/value.ts'
import type { Step } from '../lens/step.ts'
import type { Position } from './finding.ts'
import type { StepOutline } from './source-facts.ts'

/** Beyond this many pairs the best match takes too long; the steps then stand where the list does. */
const MOST_PAIRS = 1_000_000

/**
 * Where each step stands in the text, by its id, as in `2/0`.
 *
 * An expression that is one step is told from the others by its operation and the texts in it; a spread stands
 * for any number of steps, which are those that go best with the texts in it. The match is the best of all that
 * keep the order. Steps of which nothing can be told stand at `whole`.
 */
export function placeSteps(
  steps: readonly Step[],
  outlines: readonly StepOutline[],
  whole: Position,
  prefix = '',
): ReadonlyMap<string, Position> {
  const matched = match(steps, outlines)
  const places = new Map<string, Position>()
  steps.forEach((step, index) => {
    const id = `${prefix}${index}`
    const outline = matched[index]
    const at = outline ?? whole
    places.set(id, { line: at.line, column: at.column })
    if (!('steps' in step)) return
    const inner = outline?.inner ?? []
    for (const [key, place] of placeSteps(step.steps, inner, at, `${id}/`)) places.set(key, place)
  })
  return places
}

function match(
  steps: readonly Step[],
  outlines: readonly StepOutline[],
): readonly (StepOutline | undefined)[] {
  const width = steps.length + 1
  if (outlines.length === 0 || outlines.length * width > MOST_PAIRS) return steps.map(() => undefined)
  const texts = steps.map((step) => canonicalText(step as unknown as Json))
  // best[i * width + j]: how well the first i expressions go with the first j steps.
  const best = new Float64Array((outlines.length + 1) * width).fill(Number.NEGATIVE_INFINITY)
  best[0] = 0
  outlines.forEach((outline, i) => {
    for (let j = 0; j < width; j++) {
      const at = (i + 1) * width + j
      const taken =
        j > 0 ? likeness(steps[j - 1] as Step, texts[j - 1] as string, outline) : Number.NEGATIVE_INFINITY
      const before = (outline.many ? best[at - 1] : best[at - width - 1]) as number
      const without = outline.many ? (best[at - width] as number) : Number.NEGATIVE_INFINITY
      best[at] = Math.max(j > 0 ? before + taken : Number.NEGATIVE_INFINITY, without)
    }
  })
  if (best.at(-1) === Number.NEGATIVE_INFINITY) return steps.map(() => undefined)
  return walkBack(best, width, outlines)
}

function walkBack(
  best: Float64Array,
  width: number,
  outlines: readonly StepOutline[],
): readonly StepOutline[] {
  const matched: StepOutline[] = []
  let [i, j] = [outlines.length, width - 1]
  while (j > 0) {
    const outline = outlines[i - 1] as StepOutline
    const here = best[i * width + j] as number
    if (outline.many && here === best[(i - 1) * width + j]) {
      i--
      continue
    }
    matched[j - 1] = outline
    j--
    if (!outline.many) i--
  }
  return matched
}

function likeness(step: Step, text: string, { op, many, texts }: StepOutline): number {
  if (op !== undefined && op !== step.op) return Number.NEGATIVE_INFINITY
  const shared = texts.filter((one) => one !== '' && text.includes(JSON.stringify(one).slice(1, -1))).length
  // One step is one expression wherever that can be; a spread takes what is left.
  return shared + (many ? 0 : 0.5)
}
