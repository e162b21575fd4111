import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode, translateFileError } from './files/file-errors.ts'

/** Makes sure of `.crosswalk`, the part of a workspace that stays out of Git, and gives its path. */
export function privateFolder(root: string): string {
  const folder = join(root, '.crosswalk')
  try {
    mkdirSync(folder, { recursive: true })
    // It keeps itself out of Git, whatever the workspace's own .gitignore says.
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' })
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') translateFileError(error, folder, 'write')
  }
  return folder
}
