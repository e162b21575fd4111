import { catalogue, type ErrorCode, type ErrorData } from './catalogue.ts'

/**
 * An expected failure: one of the catalogue's codes with its data. Anything thrown that is
 * neither this nor a cancellation is a bug.
 */
export class CrosswalkError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly data: ErrorData<C>

  constructor(code: C, data: ErrorData<C>, options?: { cause?: unknown }) {
    super((catalogue[code].message as (data: ErrorData<C>) => string)(data), options)
    this.name = 'CrosswalkError'
    this.code = code
    this.data = data
  }

  /** Whether the same call may succeed when it is tried again. */
  get retryable(): boolean {
    return catalogue[this.code].retryable ?? false
  }
}

/** Throws the catalogue's error of this code. Typed `never`, so it may stand in an expression. */
export function fail<C extends ErrorCode>(code: C, data: ErrorData<C>, options?: { cause?: unknown }): never {
  throw new CrosswalkError(code, data, options)
}

/** Whether a thrown value is an expected failure, and where a code is given, just that one. */
export function isCrosswalkError<C extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: C,
): error is CrosswalkError<C> {
  return error instanceof CrosswalkError && (code === undefined || error.code === code)
}
