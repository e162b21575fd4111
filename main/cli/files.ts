import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fail } from '../../shared/errors/index.ts'

// Far beyond any flow; a device or a mistaken file name must not fill the memory.
const LIMIT_BYTES = 1024 ** 3

/** The bytes of a file that a person named. Raises `general/file-not-found`, `general/file-unreadable`. */
export async function readNamedFile(cwd: string, file: string): Promise<Uint8Array> {
  try {
    const path = resolve(cwd, file)
    const { size } = await stat(path)
    if (size <= LIMIT_BYTES) return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return fail('general/file-not-found', { file }, { cause: error })
    return fail('general/file-unreadable', { file, problem: wordsOf(code) }, { cause: error })
  }
  return fail('general/file-unreadable', { file, problem: `it has more than ${LIMIT_BYTES} bytes` })
}

/**
 * Writes a new file that a person named; one that holds just that already is left as it is.
 * Raises `general/file-exists`, `general/file-unwritable`.
 */
export async function writeNamedFile(cwd: string, file: string, text: string): Promise<void> {
  const path = resolve(cwd, file)
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code === 'EEXIST') {
      const there = await readFile(path, 'utf8').catch(() => undefined)
      return there === text ? undefined : fail('general/file-exists', { file }, { cause: error })
    }
    // Whatever was begun is not the file that was asked for.
    if (code === 'ENOSPC' || code === 'EIO') await rm(path, { force: true })
    return fail('general/file-unwritable', { file, problem: wordsOf(code) }, { cause: error })
  }
}

/**
 * The same for a long text, piece by piece; gives what the pieces give at their end. A file that could not be
 * finished is removed. Raises `general/file-exists`, `general/file-unwritable`, and what the pieces raise.
 */
export async function streamToNamedFile<T>(
  cwd: string,
  file: string,
  pieces: AsyncGenerator<string, T>,
): Promise<T> {
  const path = resolve(cwd, file)
  const unwritable = (error: unknown): never => {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (code === 'EEXIST') return fail('general/file-exists', { file }, { cause: error })
    return fail('general/file-unwritable', { file, problem: wordsOf(code) }, { cause: error })
  }
  const handle = await open(path, 'wx').catch(unwritable)
  try {
    for (;;) {
      const next = await pieces.next()
      if (next.done) return next.value
      await handle.write(next.value).catch(unwritable)
    }
  } catch (error) {
    await pieces.return(undefined as T)
    await rm(path, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

const WORDS: Record<string, string> = {
  EACCES: 'your user has no right to it',
  EPERM: 'your user has no right to it',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is a file',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
}

const wordsOf = (code: string): string => WORDS[code] ?? `the system says ${code}`
