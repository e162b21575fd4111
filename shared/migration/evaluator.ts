import type { ErrorCode } from '../errors/index.ts'
import type { TransformCaller } from './transform-caller.ts'

/**
 * Work on one config at a time, by a plan that is fixed beforehand. Runs wherever authored code may
 * run, so it is synchronous, and takes and gives only what a structured clone carries, and numbers kept as text.
 */
export type Evaluator<Plan, Input, Output> = (plan: Plan, call: TransformCaller) => (input: Input) => Output

/**
 * The same on several configs at once, where they are seen better together. `part` is what a batch tells besides
 * the outcome of each. What one batch gives must not depend on those before it: they run in any process, in any order.
 */
export type BatchEvaluator<Plan, Input, Output, Part> = (
  plan: Plan,
  call: TransformCaller,
) => (inputs: readonly Input[]) => { readonly outcomes: readonly Outcome<Output>[]; readonly part: Part }

/** What became of one input: its output, or the expected failure that ended it. Others are not touched by it. */
export type Outcome<Output> =
  | { readonly ok: true; readonly value: Output }
  | {
      readonly ok: false
      readonly error: { readonly code: ErrorCode; readonly data: unknown; readonly message: string }
    }
