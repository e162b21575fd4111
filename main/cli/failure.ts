import { randomBytes } from 'node:crypto'
import { CrosswalkError, isCrosswalkError, statusOf } from '../../shared/errors/index.ts'
import { logBug } from '../api/bug-log.ts'

/** What the outside gets to see of a failure. */
export type Failure = {
  readonly exit: number
  readonly message: string
  /** What `--json` prints. */
  readonly machine: {
    readonly error: { readonly code: string; readonly message: string; readonly data: unknown }
  }
}

/** What was being done, for the log. */
export type About = { readonly command: string; readonly workspaceDir: string }

/** An expected failure as it is; anything else is a bug, which goes to the log under a reference. */
export function failureOf(error: unknown, about: About): Failure {
  if (!isCrosswalkError(error)) return failureOf(bugOf(error, about), about)
  const { code, message, data } = error
  return { exit: statusOf(code).exit, message, machine: { error: { code, message, data } } }
}

function bugOf(error: unknown, about: About): CrosswalkError {
  const reference = randomBytes(4).toString('hex')
  const log = logBug(error, { reference, ...about })
  return new CrosswalkError('general/bug', { reference, log: log ?? null }, { cause: error })
}
