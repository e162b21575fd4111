import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { isErrno } from './protocol.ts'

const run = promisify(execFile)

/** An unprivileged account that the server runs under. */
export type Account = { readonly uid: number; readonly gid: number }

// Where a system has neither `id` nor the name, the number that Linux gives to nobody.
const NOBODY: Account = { uid: 65534, gid: 65534 }

/**
 * The account to run the server under, or undefined for our own. PostgreSQL refuses to run as root,
 * so root borrows an account that exists: `postgres`, or else `nobody`. None is ever created.
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  return (await findAccount('postgres')) ?? (await findAccount('nobody')) ?? NOBODY
}

async function findAccount(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    const account = { uid: Number(uid.stdout), gid: Number(gid.stdout) }
    return account.uid > 0 && account.gid > 0 ? account : undefined
  } catch {
    return undefined
  }
}

/** Who owns existing data: that account has to go on serving them. Undefined where it is root or ourselves. */
export async function ownerOf(path: string): Promise<Account | undefined> {
  const { uid, gid } = await stat(path)
  return process.getuid?.() === 0 && uid !== 0 ? { uid, gid } : undefined
}

const SEARCH = 0o1

/** Whether an account may pass through every folder from the root down to this one, by the folders' modes. */
export async function canReach(folder: string, account: Account): Promise<boolean> {
  try {
    const { mode, uid, gid } = await stat(folder)
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0
    if (((mode >> shift) & SEARCH) === 0) return false
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
  const parent = dirname(folder)
  return parent === folder || canReach(parent, account)
}
