import assert from 'node:assert/strict'
import { type CrosswalkError, type ErrorCode, isCrosswalkError } from '../../../shared/errors/index.ts'

/** Checks that work fails with this code and a message like this one; gives the failure. */
export async function assertRefused(
  work: Promise<unknown>,
  code: ErrorCode,
  message = /./,
): Promise<CrosswalkError> {
  const error: unknown = await work.then(
    () => new Error('it was not refused'),
    (thrown: unknown) => thrown,
  )
  assert.ok(isCrosswalkError(error, code), String(error))
  assert.match(error.message, message)
  return error
}
