import { randomUUID } from 'node:crypto'
import { ORPCError } from '@orpc/server'
import type { Failure } from '../../shared/api/procedure.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { Desk } from './desk.ts'

/** An error as the interface is told of it: with its code, or as a bug with the reference under which it is logged. */
export function failureOf(error: unknown, { desk, doing }: { desk: Desk; doing: string }): Failure {
  if (isCrosswalkError(error)) {
    const { code, message, data, retryable } = error
    return { code, message, data, retry: retryable }
  }
  const reference = randomUUID().slice(0, 8)
  desk.logBug(error, { reference, doing })
  return {
    code: 'general/bug',
    message: `This is a bug in Crosswalk, not something you did. Its details are in the workspace's log as ${reference}.`,
    data: {},
    retry: false,
  }
}

/** Runs a procedure; what it raises comes out as `FAILED`. */
export async function translated<T>(
  run: () => T | PromiseLike<T>,
  { desk, path }: { desk: Desk; path: readonly string[] },
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ORPCError) throw error
    const failure = failureOf(error, { desk, doing: path.join('.') })
    throw new ORPCError('FAILED', { defined: true, status: 422, message: failure.message, data: failure })
  }
}
