import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/** A small file among the app's own, of one form. What stands there is checked: anybody may have written to it. */
export class KeptFile<S extends z.ZodType> {
  readonly #file: string
  readonly #schema: S

  constructor(file: string, schema: S) {
    this.#file = file
    this.#schema = schema
  }

  /** Undefined where there is none. One that cannot be used is set aside, so that nothing in it is written over. */
  read(): z.infer<S> | undefined {
    let text: string
    try {
      text = readFileSync(this.#file, 'utf8')
    } catch {
      return undefined
    }
    try {
      return this.#schema.parse(JSON.parse(text))
    } catch {
      this.#try(() => renameSync(this.#file, `${this.#file}.unusable`))
      return undefined
    }
  }

  /** Whether it could be written. */
  write(value: z.infer<S>): boolean {
    const half = `${this.#file}.${process.pid}`
    const isWritten = this.#try(() => {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
      writeFileSync(half, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
      renameSync(half, this.#file)
    })
    if (!isWritten) this.#try(() => rmSync(half, { force: true }))
    return isWritten
  }

  #try(act: () => void): boolean {
    try {
      act()
      return true
    } catch {
      // A disk that is full keeps nobody from working: only what would have been remembered is not.
      return false
    }
  }
}
