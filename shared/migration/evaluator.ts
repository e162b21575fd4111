import type { TransformCaller } from './transform-caller.ts'

/**
 * Work on one config at a time, by a plan that is fixed beforehand. Runs wherever authored code may
 * run, so it is synchronous, and takes and gives only what a structured clone carries, and numbers kept as text.
 */
export type Evaluator<Plan, Input, Output> = (plan: Plan, call: TransformCaller) => (input: Input) => Output
