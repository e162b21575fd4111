import { createHash } from 'node:crypto'
import { type FileHandle, link, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { Hash } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { Backup, BackupHeader, BackupWork } from '../../services/ports/backup.ts'
import { writeHead, writeHeader } from './format.ts'
import type { RowChunk } from './row-chunks.ts'

const compress = promisify(gzip)

// Configs of one agent have the same keys over and over: the fastest level makes a sixth of them, the usual one a
// seventh in three times the time.
const LEVEL = { level: constants.Z_BEST_SPEED }

/** Chunks that are being compressed while the next one is read. */
const AHEAD = 2

/**
 * Writes a backup into a new file that only its owner may read. It gets its name once it is on the disk whole; what
 * was cut off before stays behind as `….part-<process>`, or not at all. Raises `general/file-exists`,
 * `general/file-unwritable`, and what the chunks raise.
 */
export async function writeBackupFile(
  file: string,
  header: BackupHeader,
  chunks: AsyncIterable<RowChunk>,
  { signal, progress }: BackupWork,
): Promise<Backup> {
  const part = partOf(file)
  const handle = await open(part, 'wx', 0o600).catch((error) => unwritable(error, file))
  try {
    const written = await writeMembers(handle, header, chunks, {
      ...(signal && { signal }),
      ...(progress && { progress }),
    })
    await handle.sync()
    const { size } = await handle.stat()
    signal?.throwIfAborted()
    // A link, for a rename would overwrite a file of that name.
    await link(part, file)
    await syncFolder(file)
    return { ...header, ...written, file, sizeBytes: size }
  } catch (error) {
    return unwritable(error, file)
  } finally {
    await handle.close()
    await rm(part, { force: true })
  }
}

const partOf = (file: string): string => `${file}.part-${process.pid}`

async function writeMembers(
  handle: FileHandle,
  header: BackupHeader,
  chunks: AsyncIterable<RowChunk>,
  { signal, progress }: BackupWork,
): Promise<{ chunks: number; sha256: Hash }> {
  const total = createHash('sha256')
  const waiting: Promise<Buffer>[] = []
  const writeNext = async () => {
    const member = await waiting.shift()
    if (member !== undefined) await handle.appendFile(member)
  }
  const add = (...parts: readonly (string | Uint8Array)[]) => {
    const bytes = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))
    total.update(bytes)
    const member = compress(bytes, LEVEL)
    // Where an earlier one fails, nobody waits for this one.
    member.catch(() => undefined)
    waiting.push(member)
  }
  add(writeHeader(header))
  let count = 0
  let rows = 0
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    const sha256 = createHash('sha256').update(chunk.bytes).digest('hex') as Hash
    add(writeHead({ chunk: count++, rows: chunk.rows, bytes: chunk.bytes.length, sha256 }), chunk.bytes)
    rows += chunk.rows
    progress?.({ done: rows, total: header.configs })
    if (waiting.length > AHEAD) await writeNext()
  }
  if (rows !== header.configs) throw new Error(`${rows} rows came instead of ${header.configs}`)
  const sha256 = total.digest('hex') as Hash
  waiting.push(compress(writeHead({ end: true, chunks: count, configs: rows, sha256 }), LEVEL))
  while (waiting.length > 0) await writeNext()
  return { chunks: count, sha256 }
}

async function syncFolder(file: string): Promise<void> {
  const folder = await open(dirname(file))
  await folder.sync().finally(() => folder.close())
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'your user has no right to it',
  EPERM: 'your user has no right to it',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'what should be its folder is a file',
  ENOSPC: 'the disk is full',
  EDQUOT: 'a quota is full',
  EFBIG: 'no file may grow so large there',
  EROFS: 'the disk is read-only',
  EIO: 'the disk reports an error',
}

function unwritable(error: unknown, file: string): never {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return fail('general/file-exists', { file }, { cause: error })
  const problem = code === undefined ? undefined : PROBLEMS[code]
  if (problem === undefined) throw error
  return fail('general/file-unwritable', { file, problem }, { cause: error })
}
