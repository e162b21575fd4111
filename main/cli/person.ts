import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { fail } from '../../shared/errors/index.ts'

/**
 * Who acts, as releases and the audit log will have it: the name given, else CROSSWALK_USER, else Git's
 * user.email in that folder, else the name of the system's user.
 *
 * Raises `general/usage` where none of them says.
 */
export async function findPerson(
  given: string | undefined,
  { env, dir }: { env: NodeJS.ProcessEnv; dir: string },
): Promise<string> {
  const name = given ?? (env.CROSSWALK_USER || (await gitEmail(dir)) || systemUser())
  if (/^\P{Cc}*[^\s\p{Cc}]\P{Cc}*$/u.test(name)) return name.trim()
  return fail('general/usage', {
    problem: 'There is no name of who acts',
    remedy: 'Give one with --as NAME, or in the environment variable CROSSWALK_USER.',
  })
}

async function gitEmail(cwd: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', 'user.email'], { cwd, timeout: 5000 })
    return stdout.trim()
  } catch {
    // No Git, no such folder yet, or no address: the next source says.
    return undefined
  }
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run under a number that has no name.
    return ''
  }
}
