import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../../../shared/errors/index.ts'
import { writeWhole } from '../files/atomic-write.ts'
import { systemCode, translateFileError } from '../files/file-errors.ts'
import { SETTINGS_FILE } from '../files/layout.ts'

const STARTER = fileURLToPath(new URL('../../../migrations/walker/', import.meta.url))

/** Left as it is where there is one: a repository speaks for itself. */
const README = 'README.md'

type Options = { readonly signal?: AbortSignal }

/**
 * Makes a workspace with the starter agents in a folder, which need not exist, and gives its path.
 *
 * All or nothing: the files are written elsewhere and then moved, `crosswalk.json` last, which alone
 * makes the folder a workspace. A folder may hold other things, such as a Git repository; nothing in it
 * is overwritten; a readme of its own stays. Raises `workspace/already-exists`, `workspace/not-writable`, `workspace/disk-full`.
 */
export async function writeStarter(dir: string, { signal }: Options = {}): Promise<string> {
  const target = resolve(dir)
  const staging = `.crosswalk-init.${randomBytes(4).toString('hex')}.tmp`
  try {
    if (await isFolder(target)) {
      await refuseOccupied(target)
      await staged(join(target, staging), signal, (folder) => moveInto(folder, target))
    } else {
      await mkdir(dirname(target), { recursive: true })
      await staged(join(dirname(target), staging), signal, (folder) => rename(folder, target))
    }
  } catch (error) {
    // Somebody made it in the meantime.
    if (ALREADY.has(systemCode(error) ?? '')) fail('workspace/already-exists', { file: target })
    translateFileError(error, target, 'write')
  }
  return target
}

const ALREADY = new Set(['EEXIST', 'ENOTEMPTY'])

async function isFolder(path: string): Promise<boolean> {
  try {
    // `readdir` follows links and refuses what is no folder.
    await readdir(path)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

async function refuseOccupied(target: string): Promise<void> {
  // The settings first: whoever has them has a workspace already, and is told so.
  const names = (await readdir(STARTER)).filter((name) => name !== README)
  for (const name of [SETTINGS_FILE, ...names]) {
    if (await exists(join(target, name))) fail('workspace/already-exists', { file: join(target, name) })
  }
}

const exists = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false
      throw error
    },
  )

async function staged(
  folder: string,
  signal: AbortSignal | undefined,
  publish: (folder: string) => Promise<void>,
): Promise<void> {
  try {
    await copy(STARTER, folder, signal)
    signal?.throwIfAborted()
    await publish(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// Contents only: an installed product may be read-only, and a workspace is there to be changed.
async function copy(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  await mkdir(to)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    signal?.throwIfAborted()
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copy(source, target, signal)
    else await writeWhole(target, await readFile(source), { how: 'create' })
  }
}

async function moveInto(folder: string, target: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  // In the same order always, and never over what is there: of two at once the first entry decides.
  const order = entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const settings = order.filter(({ name }) => name === SETTINGS_FILE)
  const moved: string[] = []
  try {
    for (const entry of [...order.filter((entry) => !settings.includes(entry)), ...settings]) {
      const [source, place] = [join(folder, entry.name), join(target, entry.name)]
      if (entry.name === README && (await exists(place))) continue
      // `rename` takes the place of a file, but not of a folder that holds something.
      if (entry.isDirectory()) await rename(source, place)
      else await writeWhole(place, await readFile(source), { how: 'create' })
      moved.push(place)
    }
  } catch (error) {
    for (const place of moved) await rm(place, { recursive: true, force: true })
    throw error
  }
}
