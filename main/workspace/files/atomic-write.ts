import { randomBytes } from 'node:crypto'
import { link, lstat, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCode } from './file-errors.ts'

type Options = {
  /** `create` fails with EEXIST where there is a file; `replace` takes its place. */
  readonly how: 'create' | 'replace'
  readonly mode?: number | undefined
  /** Called when all is on the disk but the name; what it throws leaves everything as it was. */
  readonly beforeRename?: () => Promise<void>
}

/**
 * Writes a file whole or not at all, also when the power fails: a temporary file in the same folder,
 * brought to the disk, then given the name, then the folder brought to the disk. System errors are
 * thrown as they are.
 */
export async function writeWhole(path: string, bytes: Uint8Array | string, options: Options): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    await writeSynced(temporary, bytes, options.mode)
    await options.beforeRename?.()
    await (options.how === 'create' ? create(temporary, path) : rename(temporary, path))
  } finally {
    await rm(temporary, { force: true })
  }
  await syncFolder(folder)
}

const TEMPORARY = /^\..+\.[0-9a-f]{8}\.tmp$/
const ABANDONED_MS = 3_600_000

/** Removes what writes of processes that died left in a folder and its subfolders. No link is followed. */
export async function sweep(folder: string): Promise<void> {
  const there = await lstat(folder).catch(() => undefined)
  if (!there?.isDirectory()) return
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile() || !TEMPORARY.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const info = await lstat(path).catch(() => undefined)
    if (info && Date.now() - info.mtimeMs > ABANDONED_MS)
      await rm(path, { force: true }).catch(() => undefined)
  }
}

async function writeSynced(path: string, bytes: Uint8Array | string, mode = 0o666): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A second name instead of a new one: unlike `rename`, that fails where there is a file, at any moment. */
async function create(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!NO_LINKS.has(systemCode(error) ?? '')) throw error
    // A disk without links, such as exFAT: a look first has to do.
    const there = await lstat(path).catch(() => undefined)
    if (there) throw Object.assign(new Error(`EEXIST: ${path}`), { code: 'EEXIST' })
    await rename(temporary, path)
  }
}

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; there the rename itself is durable.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
