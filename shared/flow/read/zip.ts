import { type UnzipFileInfo, unzipSync } from 'fflate'
import { fail } from '../../errors/index.ts'

/** Bounds of an archive. A project of a hundred of the largest starter flows has a quarter of this. */
const ZIP_LIMITS = { files: 500, bytes: 128 * 1024 * 1024 }

export type ZipEntry = { readonly name: string; readonly content: Uint8Array }

/** Whether the bytes begin as a zip does, also an empty one. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 &&
  bytes[1] === 0x4b &&
  ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))

/**
 * The `.json` files of an archive, in its order. Folders within it are ignored: a name is a label
 * here and never becomes a path.
 *
 * Sizes are bounded before anything is inflated, and an entry never inflates past the size that
 * the archive declares for it. Raises `flow/unreadable` and `flow/too-large`.
 */
export function readZip(bytes: Uint8Array, source: string, limits = ZIP_LIMITS): ZipEntry[] {
  const seen = new Set<string>()
  let files = 0
  let size = 0
  const wanted = (info: UnzipFileInfo): boolean => {
    files += 1
    if (files > limits.files) tooLarge(source, 'it has more files', limits.files, 'files')
    if (!isFlowName(info.name)) return false
    if (seen.has(info.name)) unreadable(source, `two of its files are named ${JSON.stringify(info.name)}`)
    seen.add(info.name)
    // A stored entry costs its stored size, whatever it declares.
    size += Math.max(info.size, info.originalSize)
    if (size > limits.bytes) tooLarge(source, 'unpacked it has more', limits.bytes, 'bytes')
    return true
  }
  const unpacked = unpack(bytes, source, wanted)
  return [...seen].map((name) => ({ name: baseName(name), content: unpacked.get(name) ?? new Uint8Array() }))
}

function unpack(
  bytes: Uint8Array,
  source: string,
  filter: (info: UnzipFileInfo) => boolean,
): Map<string, Uint8Array> {
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter })))
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
      return unreadable(source, `the archive is damaged (${error.message})`, error)
    }
    throw error
  }
}

const isFlowName = (name: string): boolean =>
  name.toLowerCase().endsWith('.json') && !name.startsWith('__MACOSX/') && !baseName(name).startsWith('._')

const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

const unreadable = (source: string, problem: string, cause?: Error): never =>
  fail('flow/unreadable', { source, problem, remedy: 'Download the flows from Langflow again' }, { cause })

const tooLarge = (source: string, what: string, limit: number, unit: 'bytes' | 'files'): never =>
  fail('flow/too-large', { source, what, limit, unit })
