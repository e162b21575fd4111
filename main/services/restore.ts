import { fail } from '../../shared/errors/index.ts'
import type { ConfigRestorer, Restore, Restored } from './ports/restore.ts'

/**
 * Gives a config a state that it had before. The state that it has now stays in the history, and the audit log
 * says who did it and why, with hashes and without values.
 *
 * Raises `general/usage` without a reason, and what the restorer raises.
 */
export async function restoreConfig(restorer: ConfigRestorer, restore: Restore): Promise<Restored> {
  const reason = restore.reason.trim()
  if (reason === '') {
    fail('general/usage', {
      problem: '--reason is empty',
      remedy: 'Write why the config goes back, as in --reason "customer asked, ticket 4711".',
    })
  }
  return restorer.restore({ ...restore, reason })
}
