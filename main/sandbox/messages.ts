import type { TypeFiles } from '../../shared/authoring/types/authoring-types.ts'
import type { ErrorCode } from '../../shared/errors/index.ts'
import type { TransformPlace } from '../../shared/errors/sandbox.ts'

/** An expected failure as it crosses from one process to the other. */
export type Failure = { readonly code: ErrorCode; readonly data: unknown; readonly message: string }

/** What our process asks of one that runs authored code. One question at a time. */
export type SandboxQuestion =
  | { readonly kind: 'load'; readonly script: string; readonly file: string }
  | { readonly kind: 'open'; readonly session: number; readonly evaluator: string; readonly plan: unknown }
  | {
      readonly kind: 'run'
      readonly session: number
      readonly inputs: readonly unknown[]
      /** Whether each call of authored code is announced before it begins. */
      readonly announce: boolean
    }
  | { readonly kind: 'close'; readonly session: number }

/** What our process asks of the one that compiles: the script of a module, what its text shows, or whether its types fit. */
export type CompileQuestion =
  | { readonly kind: 'compile' | 'inspect'; readonly source: string; readonly file: string }
  | { readonly kind: 'types'; readonly source: string; readonly file: string; readonly types: TypeFiles }

export type Answer =
  /** Sent once, unasked, when the process is ready for its first question. */
  | { readonly kind: 'ready' }
  /** Word from the middle of a question: this is about to be called. */
  | { readonly kind: 'calling'; readonly at: TransformPlace }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** A mistake of ours, with its stack. */
  | { readonly kind: 'bug'; readonly report: string }

/**
 * A message on its way. Question and answer have the same `id`, so that an answer that came too late is
 * not taken for another's. `packed` where numbers kept as text stand in it, see `pack.ts`.
 */
export type Envelope<T> = { readonly id: number; readonly body: T; readonly packed: boolean }
