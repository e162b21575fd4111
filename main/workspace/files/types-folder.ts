import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TYPES_INDEX, type TypeFiles } from '../../../shared/authoring/types/authoring-types.ts'
import { TYPES_FOLDER } from '../../../shared/authoring/types/editor-settings.ts'
import { privateFolder } from '../private-folder.ts'
import { writeWhole } from './atomic-write.ts'
import { systemCode, translateFileError } from './file-errors.ts'
import { checkFolder, safePath } from './safe-path.ts'

const STEPS = new URL('../../../shared/authoring/types/steps.ts', import.meta.url)

/** The declarations of the steps, as text. */
export const readStepTypes = (): Promise<string> => readFile(STEPS, 'utf8')

/*
 * .crosswalk/types/index.d.ts           names the folder that counts
 * .crosswalk/types/1f0c…/index.d.ts …   the declarations, in a folder named for what they say
 *
 * An editor may read at any moment. Writing the one index is what changes to other declarations.
 */

/** Makes declarations those that count. Gives whether they were not yet. */
export async function writeTypesFolder(root: string, types: TypeFiles): Promise<boolean> {
  const folder = join(root, TYPES_FOLDER)
  const name = createHash('sha256').update(JSON.stringify(types)).digest('hex').slice(0, 12)
  try {
    await checkFolder(root, folder, TYPES_FOLDER)
    privateFolder(root)
    const index = await safePath(root, `${TYPES_FOLDER}/${TYPES_INDEX}`)
    const text = `export * from './${name}/${TYPES_INDEX.replace('.d.ts', '.js')}'\n`
    const there = (await holds(join(folder, name), types)) && (await textOf(index)) === text
    if (!there) {
      await fill(folder, name, types)
      await writeWhole(index, text, { how: 'replace' })
    }
    await removeOthers(folder, name)
    return !there
  } catch (error) {
    return translateFileError(error, TYPES_FOLDER, 'write')
  }
}

async function fill(folder: string, name: string, types: TypeFiles): Promise<void> {
  const staging = join(folder, `.${name}.${randomBytes(4).toString('hex')}.tmp`)
  try {
    for (const [file, text] of Object.entries(types)) {
      await mkdir(dirname(join(staging, file)), { recursive: true })
      await writeFile(join(staging, file), text)
    }
    // What stands there under the name and does not hold the same was damaged.
    if (!(await holds(join(folder, name), types))) {
      await rm(join(folder, name), { recursive: true, force: true })
      await rename(staging, join(folder, name))
    }
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function holds(folder: string, types: TypeFiles): Promise<boolean> {
  for (const [file, text] of Object.entries(types)) {
    if ((await textOf(join(folder, file))) !== text) return false
  }
  return true
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

const ABANDONED_MS = 3_600_000

/** Removes declarations that no longer count, and what commands that died have left behind. */
async function removeOthers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry)
    const old = /^[0-9a-f]{12}$/.test(entry) && entry !== name
    if (old || (entry.endsWith('.tmp') && (await ageMs(path)) > ABANDONED_MS)) {
      await rm(path, { recursive: true, force: true })
    }
  }
}

const ageMs = async (path: string): Promise<number> => {
  const info = await lstat(path).catch(() => undefined)
  return info ? Date.now() - info.mtimeMs : 0
}
