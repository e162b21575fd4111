import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

const kept = z.object({
  cookieHash: z.string().regex(/^[0-9a-f]{64}$/),
  keyHash: z.string().regex(/^[0-9a-f]{64}$/),
  who: z.string().min(1).max(200),
  /** Milliseconds since 1970. */
  seenAt: z.number(),
})

/** A session as the disk has it: by hashes, so that whoever reads the file cannot come in by it. */
export type KeptSession = Readonly<z.infer<typeof kept>>

/** Sessions of one workspace, so that windows go on after their server was started anew. */
export class SessionFile {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** None where there is no file, or one that cannot be used: people come in by a new link then. */
  read(): readonly KeptSession[] {
    try {
      return z.array(kept).parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      return []
    }
  }

  write(sessions: readonly KeptSession[]): void {
    const half = `${this.#file}.${process.pid}`
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
      writeFileSync(half, JSON.stringify(sessions), { mode: 0o600 })
      renameSync(half, this.#file)
    } catch {
      // A disk that is full keeps nobody from working now: after the next start they come in by a new link.
    }
  }
}
