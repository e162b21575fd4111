import type { TypeFiles } from '../../../shared/authoring/types/authoring-types.ts'
import type { SourceFacts } from '../../../shared/checks/index.ts'
import type { Outcome } from '../../../shared/migration/evaluator.ts'
import type { Migration } from '../../../shared/migration/migration.ts'

export type { Outcome } from '../../../shared/migration/evaluator.ts'

/** A type error in an authored module. Line and column begin at 1. */
export type TypeProblem = { readonly line: number; readonly column: number; readonly message: string }

/** An evaluator with its plan, set up in every process of the sandbox. */
export interface SandboxSession<Input, Output, Part = undefined> {
  /** Outcomes in the order of the inputs. Batches given at once run side by side, on as many cores as the sandbox has. */
  run(inputs: readonly Input[], options?: { signal?: AbortSignal }): Promise<Outcome<Output>[]>
  /** The same with what the evaluator tells of batches: one part for each, in the order of the inputs. */
  runInParts(
    inputs: readonly Input[],
    options?: { signal?: AbortSignal },
  ): Promise<{ readonly outcomes: readonly Outcome<Output>[]; readonly parts: readonly Part[] }>
  close(): Promise<void>
}

/** Where authored code runs: never in our process, without clock, randomness, I/O, or a way to harm the next config. */
export interface Sandbox {
  readonly cores: number
  /** Runs an authored TypeScript module and gives its migration as data. `file` is for messages only. */
  load(source: string, options: { file: string; signal?: AbortSignal }): Promise<Migration>
  /** What the text of an authored module shows, for the static checks. Nothing of it is run. */
  inspect(source: string, options: { file: string; signal?: AbortSignal }): Promise<SourceFacts>
  /**
   * Where the types of an authored module do not fit the declarations, those of `authoringTypes`; at most a hundred
   * places. Nothing of it is run. Raises `sandbox/types-stopped` where that takes too long or too much memory.
   */
  checkTypes(
    source: string,
    options: { file: string; types: TypeFiles; signal?: AbortSignal },
  ): Promise<readonly TypeProblem[]>
  /**
   * `evaluator` names one of `main/sandbox/evaluators.ts`; the plan holds `path: Migration[]` and whatever that evaluator
   * needs. `near`: without authored code the work may be done in our own process, which it keeps busy; for whoever waits for
   * it with little else to do.
   */
  open<Plan extends { readonly path: readonly Migration[] }, Input, Output, Part = undefined>(
    evaluator: string,
    plan: Plan,
    options?: { readonly near?: boolean },
  ): Promise<SandboxSession<Input, Output, Part>>
  close(): Promise<void>
}
