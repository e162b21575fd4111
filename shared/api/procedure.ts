import { oc, type } from '@orpc/contract'
import type { ErrorCode } from '../errors/index.ts'

/** An expected failure, as the interface is told of it. */
export type Failure = {
  readonly code: ErrorCode | 'general/bug'
  /** Names the thing, the place and the remedy. */
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
  /** Whether the same call may succeed later. */
  readonly retry: boolean
}

/**
 * What every procedure of the contract is made from. An expected error comes as `FAILED` with its code from
 * the catalogue; anything else is a bug, comes as `FAILED` with `general/bug` and the reference of the log.
 */
export const procedure = oc.errors({ FAILED: { status: 422, data: type<Failure>() } })
