import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { fail } from '../../../shared/errors/index.ts'
import { systemCode } from './file-errors.ts'

/**
 * Where a relative path of the workspace really lies. Symbolic links may lead from one place of the
 * workspace to another, never out of it, and what they lead to has to exist: a workspace comes from
 * Git, and a link in it must not make us read or overwrite somebody's other files.
 *
 * `root` is a real path. Raises `workspace/unsafe-path`; system errors are thrown as they are.
 */
export async function safePath(root: string, file: string): Promise<string> {
  const path = join(root, file)
  const entry = await orUndefined(lstat(path))
  if (entry === undefined) {
    await checkFolder(root, dirname(path), file)
    return path
  }
  const real = await orUndefined(realpath(path))
  if (real === undefined)
    return fail('workspace/unsafe-path', { file, problem: 'it is a link that leads nowhere' })
  if (!isInside(root, real)) return fail('workspace/unsafe-path', { file, problem: LEADS_OUT })
  const target = await lstat(real)
  if (!target.isFile()) return fail('workspace/unsafe-path', { file, problem: 'it is no file' })
  return real
}

const LEADS_OUT = 'a symbolic link leads out of the workspace'

/** Refuses a folder that lies outside, or would if it were made. `file` is for messages. */
export async function checkFolder(root: string, folder: string, file: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    const real = await orUndefined(realpath(at))
    if (real === undefined && at !== root) {
      const link = await orUndefined(lstat(at))
      if (link)
        fail('workspace/unsafe-path', { file, problem: 'one of its folders is a link that leads nowhere' })
      continue
    }
    if (real !== undefined && !isInside(root, real))
      fail('workspace/unsafe-path', { file, problem: LEADS_OUT })
    return
  }
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path)
  return (
    way === '' ||
    (way !== '..' && !way.startsWith(`..${sep}`) && !way.startsWith(sep) && !/^[a-z]:/i.test(way))
  )
}

async function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}
