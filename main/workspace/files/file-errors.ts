import { fail } from '../../../shared/errors/index.ts'

/** Reads the code of a failed system call; undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const explanations: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'there is a folder of that name',
  ELOOP: 'its symbolic links go in a circle',
  ENAMETOOLONG: 'its path is too long for this disk',
  EBUSY: 'it is in use',
  ETXTBSY: 'it is being run',
  EIO: 'the disk reports an error',
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])
const HELD = new Set(['EBUSY', 'ETXTBSY'])

/** Raises what a failed system call on a file means; what is no expected failure is thrown on as it is. */
export function translateFileError(error: unknown, file: string, doing: 'read' | 'write'): never {
  const code = systemCode(error)
  if (code === undefined) throw error
  if (FULL.has(code)) fail('workspace/disk-full', { file })
  const problem = explanations[code]
  if (problem === undefined) throw error
  if (HELD.has(code)) fail('workspace/file-locked', { file, problem })
  fail(doing === 'read' ? 'workspace/not-readable' : 'workspace/not-writable', { file, problem })
}
