import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import type { Hash } from '../../../shared/config/ids.ts'
import { fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import type { Backup, BackupHeader, BackupWork } from '../../services/ports/backup.ts'
import { damaged, type Footer, readHead, readHeader } from './format.ts'
import { countRows, type RowChunk } from './row-chunks.ts'

// Beyond any chunk of ours, which ends with the first row after a megabyte: a damaged head must not fill the memory.
const LIMIT_BYTES = 1024 ** 3
const LINE_BYTES = 1024 ** 2

/** Reads only the head of a file. Raises `backup/not-found`, `backup/damaged`, `backup/newer`. */
export async function readBackupHeader(file: string): Promise<BackupHeader> {
  const reader = new MemberReader(file)
  try {
    return readHeader(await reader.line(), file)
  } finally {
    reader.close()
  }
}

/**
 * Reads a backup from its beginning to its end and gives its chunks, each of which fits its own sum. What it gives at
 * the end, after the sums of the whole were compared, says that the file is whole; until then it may be cut off.
 *
 * Raises `backup/not-found`, `backup/damaged`, `backup/newer`.
 */
export async function* readBackupChunks(
  file: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<RowChunk, Backup> {
  const reader = new MemberReader(file)
  try {
    const header = readHeader(await reader.line(), file)
    let chunks = 0
    let configs = 0
    for (;;) {
      signal?.throwIfAborted()
      const before = reader.digest()
      const head = readHead(await reader.line(), file)
      if ('end' in head) {
        await requireEnd(reader, file)
        requireSums(head, { header, chunks, configs, sha256: before }, file)
        const { size } = await stat(file)
        return { ...header, file, sizeBytes: size, chunks, sha256: head.sha256 }
      }
      if (head.chunk !== chunks) damaged(file, `chunk ${chunks} is missing`)
      const bytes = await reader.bytes(head.bytes)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (sha256 !== head.sha256 || countRows(bytes) !== head.rows) {
        damaged(file, `chunk ${chunks} does not have its SHA-256`)
      }
      chunks++
      configs += head.rows
      yield { bytes, rows: head.rows }
    }
  } finally {
    reader.close()
  }
}

/** Reads all of a file and compares every sum. Raises what `readBackupChunks` raises. */
export async function readBackup(file: string, { signal, progress }: BackupWork = {}): Promise<Backup> {
  const { configs: total } = await readBackupHeader(file)
  const chunks = readBackupChunks(file, signal ? { signal } : {})
  let done = 0
  for (;;) {
    const next = await chunks.next()
    if (next.done) return next.value
    done += next.value.rows
    progress?.({ done, total })
  }
}

async function requireEnd(reader: MemberReader, file: string): Promise<void> {
  if (await reader.isAtEnd()) return
  damaged(file, 'something follows its end')
}

function requireSums(
  footer: Footer,
  found: { header: BackupHeader; chunks: number; configs: number; sha256: Hash },
  file: string,
): void {
  if (footer.chunks !== found.chunks || footer.configs !== found.configs) damaged(file, 'chunks are missing')
  if (found.configs !== found.header.configs) {
    damaged(file, `it has ${found.configs} configs, and its header says ${found.header.configs}`)
  }
  if (footer.sha256 !== found.sha256) damaged(file, 'it does not have its SHA-256')
}

/** Bytes of a gzip file of several members, in the pieces that are asked for. */
class MemberReader {
  readonly #file: string
  readonly #source: ReturnType<typeof createReadStream>
  readonly #pieces: AsyncIterator<Buffer>
  readonly #hash = createHash('sha256')
  #rest: Buffer = Buffer.alloc(0)

  constructor(file: string) {
    this.#file = file
    this.#source = createReadStream(file)
    const gunzip = createGunzip()
    // `pipe` does not pass failures on.
    this.#source.on('error', (error) => gunzip.destroy(error))
    this.#source.pipe(gunzip)
    this.#pieces = gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  /** SHA-256 over all that was given so far. */
  digest(): Hash {
    return this.#hash.copy().digest('hex') as Hash
  }

  /** Up to the next newline, without it. */
  async line(): Promise<string> {
    let from = 0
    for (;;) {
      const end = this.#rest.indexOf(0x0a, from)
      if (end >= 0) return this.#take(end + 1).toString('utf8', 0, end)
      if (this.#rest.length > LINE_BYTES) damaged(this.#file, 'it has not the form of a backup')
      from = this.#rest.length
      await this.#more()
    }
  }

  async bytes(count: number): Promise<Buffer> {
    if (count > LIMIT_BYTES) damaged(this.#file, `it claims a chunk of ${count} bytes`)
    const pieces = [this.#rest]
    let size = this.#rest.length
    while (size < count) {
      const piece = await this.#next()
      if (piece === undefined) return damaged(this.#file, CUT_OFF)
      pieces.push(piece)
      size += piece.length
    }
    this.#rest = Buffer.concat(pieces, size)
    return this.#take(count)
  }

  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && (await this.#next()) === undefined
  }

  close(): void {
    this.#source.destroy()
  }

  #take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count)
    this.#rest = this.#rest.subarray(count)
    this.#hash.update(taken)
    return taken
  }

  async #more(): Promise<void> {
    const piece = await this.#next()
    if (piece === undefined) damaged(this.#file, CUT_OFF)
    else this.#rest = Buffer.concat([this.#rest, piece])
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#pieces.next()
      return done ? undefined : value
    } catch (error) {
      return unreadable(error, this.#file)
    }
  }
}

const CUT_OFF = 'it was cut off before its end'

function unreadable(error: unknown, file: string): never {
  if (isCrosswalkError(error)) throw error
  const { code = '' } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return fail('backup/not-found', { file }, { cause: error })
  if (code === 'Z_BUF_ERROR') return damaged(file, CUT_OFF, error)
  if (code.startsWith('Z_')) return damaged(file, 'it cannot be decompressed', error)
  if (code === 'EISDIR') return damaged(file, 'it is a folder', error)
  if (code === 'EACCES' || code === 'EPERM') {
    return fail(
      'general/file-unreadable',
      { file, problem: 'your user has no right to it' },
      { cause: error },
    )
  }
  throw error
}
