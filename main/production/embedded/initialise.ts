import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { serverEnvironment } from './environment.ts'
import { type Placement, recordPlacement } from './placement.ts'
import { filesOf, isErrno, writePrivate } from './protocol.ts'
import { embeddedFailure } from './server-log.ts'
import type { ServerSettings } from './settings.ts'

const run = promisify(execFile)

export const SUPERUSER = 'postgres'
export const DATABASE = 'postgres'

/**
 * Makes the data folder. It grows under another name and gets its own when it is complete, so that
 * an initdb that was interrupted is never taken for a database; its remains are removed first.
 */
export async function initialise(
  directory: string,
  placement: Placement,
  binaries: Binaries,
  settings: ServerSettings,
): Promise<void> {
  const partial = `${placement.data}.partial`
  const passwordFile = `${placement.data}.password`
  await rm(partial, { recursive: true, force: true })
  await rm(passwordFile, { force: true })
  try {
    const password = await ensurePassword(directory)
    await mkdir(partial, { mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' })
    await lend([partial, passwordFile], placement)
    await run(binaries.initdb, flags(partial, passwordFile, settings), {
      ...placement.account,
      cwd: '/',
      env: serverEnvironment(),
    })
    await rename(partial, placement.data)
    await recordPlacement(directory, placement.data)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    const { stderr, message } = error as { stderr?: string; message: string }
    throw embeddedFailure(
      directory,
      'its data folder cannot be made',
      (stderr || message).trim().split('\n').slice(-12),
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** Gives files to the account that the server runs under, where that is not our own. */
async function lend(paths: readonly string[], { account }: Placement): Promise<void> {
  if (account === undefined) return
  for (const path of paths) await chown(path, account.uid, account.gid)
}

// The built-in C.UTF-8 sorts and folds the same way on every platform, whatever its libc knows.
const flags = (data: string, passwordFile: string, settings: ServerSettings): string[] => [
  ...['--pgdata', data, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
  ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  '--no-instructions',
  ...(settings.fsync === 'off' ? ['--no-sync'] : []),
]

/** The password of this directory's server, made at random the first time. */
async function ensurePassword(directory: string): Promise<string> {
  const password = await findPassword(directory)
  if (password !== undefined) return password
  const made = randomBytes(24).toString('base64url')
  await writePrivate(filesOf(directory).password, made)
  return made
}

export async function findPassword(directory: string): Promise<string | undefined> {
  try {
    return await readFile(filesOf(directory).password, 'utf8')
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw error
  }
}
