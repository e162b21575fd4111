import type { ErrorCode } from '../../../shared/errors/index.ts'
import type { Migration } from '../../../shared/migration/migration.ts'

/** What became of one input: its output, or the expected failure that ended it. Others are not touched by it. */
export type Outcome<Output> =
  | { readonly ok: true; readonly value: Output }
  | {
      readonly ok: false
      readonly error: { readonly code: ErrorCode; readonly data: unknown; readonly message: string }
    }

/** An evaluator with its plan, set up in every process of the sandbox. */
export interface SandboxSession<Input, Output> {
  /** Outcomes in the order of the inputs. Batches given at once run side by side, on as many cores as the sandbox has. */
  run(inputs: readonly Input[], options?: { signal?: AbortSignal }): Promise<Outcome<Output>[]>
  close(): Promise<void>
}

/** Where authored code runs: never in our process, without clock, randomness, I/O, or a way to harm the next config. */
export interface Sandbox {
  readonly cores: number
  /** Runs an authored TypeScript module and gives its migration as data. `file` is for messages only. */
  load(source: string, options: { file: string; signal?: AbortSignal }): Promise<Migration>
  /** `evaluator` names one of `main/sandbox/evaluators.ts`; the plan holds `path: Migration[]` and whatever that evaluator needs. */
  open<Plan extends { readonly path: readonly Migration[] }, Input, Output>(
    evaluator: string,
    plan: Plan,
  ): Promise<SandboxSession<Input, Output>>
  close(): Promise<void>
}
