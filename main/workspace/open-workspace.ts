import { realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fail } from '../../shared/errors/index.ts'
import type { Workspace } from '../services/ports/workspace.ts'
import { sweep } from './files/atomic-write.ts'
import { systemCode, translateFileError } from './files/file-errors.ts'
import { FolderWorkspaceFiles } from './files/folder-workspace-files.ts'
import { folders, SETTINGS_FILE } from './files/layout.ts'
import { lockWorkspace } from './workspace-lock.ts'

/** Opens the workspace in a folder. Raises `workspace/not-found`; what its files say is read later. */
export async function openWorkspace(dir: string): Promise<Workspace> {
  const absolute = resolve(dir)
  try {
    await stat(join(absolute, SETTINGS_FILE))
    const root = await realpath(absolute)
    return {
      files: new FolderWorkspaceFiles(root),
      async lock(command) {
        const lock = lockWorkspace(root, command)
        await Promise.all(folders.map((folder) => sweep(join(root, folder))))
        return lock
      },
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') fail('workspace/not-found', { dir: absolute })
    return translateFileError(error, absolute, 'read')
  }
}
