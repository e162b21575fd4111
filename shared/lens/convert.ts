import { inverseMultiplyAdd, multiplyAdd } from '../json/decimal.ts'
import { equalJson } from '../json/equal.ts'
import { isRawNumber, type Json } from '../json/value.ts'
import { checkPath } from './check-path.ts'
import { type Convert, conversion } from './conversion.ts'
import type { Operation, StepProblem } from './lens.ts'
import { effectsAt, placeOf } from './place.ts'
import { show } from './show.ts'
import type { StepOf } from './step.ts'

/**
 * Converts a value by a table, or a number by scale and offset (exact decimals: 0.07 × 100 is 7).
 * A value that the table does not have, or that is no number, stays as it is, with a finding. Where a
 * table is not one-to-one the original is kept for the way back.
 */
export const convert: Operation<StepOf<'convert'>> = {
  loss: 'not-one-to-one',
  changeClass: 'transformative',
  check(step, scope) {
    const problems: StepProblem[] = [...checkPath('path', step.path, scope)]
    if ('linear' in step) {
      const { scale, offset } = step.linear
      if (!Number.isFinite(scale) || scale === 0) {
        problems.push({ problem: `scale is ${scale}`, remedy: 'Give a number other than 0.' })
      }
      if (!Number.isFinite(offset))
        problems.push({ problem: `offset is ${offset}`, remedy: 'Give a finite number.' })
      return problems
    }
    if (step.table.length === 0)
      problems.push({ problem: 'table is empty', remedy: 'List at least one pair [from, to].' })
    step.table.forEach(([from], index) => {
      if (step.table.findIndex(([other]) => equalJson(other, from)) < index) {
        problems.push({ problem: `table has ${show(from)} twice`, remedy: 'Keep one pair for each value.' })
      }
    })
    return problems
  },
  compile(step, site) {
    const ways =
      'linear' in step
        ? linear(step.linear)
        : {
            forward: lookup(step.table),
            backward: lookup(step.table.map(([from, to]) => [to, from] as const)),
          }
    return conversion(
      placeOf(step.path),
      { ...ways, unmapped: 'unmapped', done: 'converted' },
      effectsAt(site),
    )
  },
  explain(step) {
    if ('linear' in step)
      return `Converts ${step.path}: times ${step.linear.scale}, plus ${step.linear.offset}.`
    const pairs = step.table.map(([from, to]) => `${show(from)} becomes ${show(to)}`)
    return `Converts ${step.path}: ${pairs.join(', ')}; other values stay.`
  },
}

/** Whether a table gives each of its values back. */
export const isOneToOne = (table: readonly (readonly [Json, Json])[]): boolean =>
  table.every(([, to], index) => table.findIndex(([, other]) => equalJson(other, to)) === index)

const lookup =
  (table: readonly (readonly [Json, Json])[]): Convert =>
  (value) =>
    table.find(([from]) => equalJson(from, value))?.[1]

function linear({ scale, offset }: { scale: number; offset: number }): {
  forward: Convert
  backward: Convert
} {
  const number =
    (convertNumber: typeof multiplyAdd): Convert =>
    (value) =>
      typeof value === 'number' || isRawNumber(value) ? convertNumber(value, scale, offset) : undefined
  return { forward: number(multiplyAdd), backward: number(inverseMultiplyAdd) }
}
