import { randomUUID } from 'node:crypto'
import { ORPCError, ValidationError } from '@orpc/server'
import type { Failure } from '../../shared/api/procedure.ts'
import { CrosswalkError, isCrosswalkError } from '../../shared/errors/index.ts'
import { formatPointer } from '../../shared/json/pointer.ts'

/** Writes down what a bug left behind. */
export type BugLog = {
  readonly logBug: (error: unknown, about: { readonly reference: string; readonly doing: string }) => void
}

/** Whoever waits at its end for the calls that were begun. */
export type CallKeeper = {
  /** Begins a call of a window, or goes on with its stream. Raises that it is cancelled where the end has come. */
  during<T>(call: () => Promise<T>): Promise<T>
}

type Where = { readonly desk: BugLog & CallKeeper; readonly path: readonly string[] }

/** An error as the interface is told of it: with its code, or as a bug with the reference under which it is logged. */
export function failureOf(error: unknown, { desk, doing }: { desk: BugLog; doing: string }): Failure {
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

/** Whether an error says no more than that somebody cancelled the work: a window that was closed, a job, the desk. */
export function isCancelled(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) if (each.name === 'AbortError') return true
  return false
}

/** Runs a procedure; what it raises comes out as `FAILED`, also later, where its answer is a stream. */
export async function translated<R extends { readonly output: unknown }>(
  run: () => Promise<R>,
  where: Where,
): Promise<R> {
  try {
    const result = await where.desk.during(run)
    return isStream(result.output) ? { ...result, output: stream(result.output, where) } : result
  } catch (error) {
    throw translate(error, where)
  }
}

async function* stream(from: AsyncIterable<unknown>, where: Where): AsyncGenerator<unknown, void> {
  const values = from[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await where.desk.during(() => values.next())
      if (done) return
      yield value
    }
  } catch (error) {
    throw translate(error, where)
  } finally {
    await values.return?.()
  }
}

const isStream = (output: unknown): output is AsyncIterable<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output

function translate(error: unknown, { desk, path }: Where): Error {
  if (isCancelled(error)) return new ORPCError('CLIENT_CLOSED_REQUEST')
  const doing = path.join('.')
  if (error instanceof ORPCError) {
    if (!(error.cause instanceof ValidationError) || error.code !== 'BAD_REQUEST') return error
    return failed(failureOf(badInput(doing, error.cause), { desk, doing }))
  }
  return failed(failureOf(error, { desk, doing }))
}

const failed = (failure: Failure): Error =>
  new ORPCError('FAILED', { defined: true, status: 422, message: failure.message, data: failure })

function badInput(procedure: string, { issues }: ValidationError): CrosswalkError {
  const problems = issues.map(({ path = [], message }) => ({
    place: formatPointer(path.map((part) => String(typeof part === 'object' ? part.key : part))),
    problem: message,
  }))
  return new CrosswalkError('web/bad-input', { procedure, problems })
}
