import { isDefinedError } from '@orpc/client'
import type { Failure } from '../../shared/api/procedure.ts'

/** The failure that a call ended with, where the services told one. */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || !isDefinedError(error)) return undefined
  const { data } = error as { data?: unknown }
  return typeof data === 'object' && data !== null && 'code' in data && 'message' in data
    ? // The services declare no other.
      (data as Failure)
    : undefined
}

/** A failure in words for a person: what the services say, or what is known of a call that never reached them. */
export function failureWords(error: unknown): { readonly message: string; readonly retry: boolean } {
  const failure = failureOf(error)
  if (failure) return { message: failure.message, retry: failure.retry }
  const text = error instanceof Error ? error.message : String(error)
  return { message: text || 'The services do not answer. Try again in a moment.', retry: true }
}
