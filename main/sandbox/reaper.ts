import type { ChildProcess } from 'node:child_process'
import type { ReaperNotice } from './reaper-process.ts'
import { spawn } from './spawn.ts'

/**
 * Sees to it that no process of ours outlives us, even when we are killed while one of them hangs. A
 * process of its own, since nothing else is left then; started with the first that it watches.
 */
export class Reaper {
  readonly #watched = new Set<number>()
  #process: ChildProcess | undefined

  watch(process: ChildProcess): void {
    const { pid } = process
    if (pid === undefined) return
    this.#watched.add(pid)
    process.once('exit', () => {
      this.#watched.delete(pid)
      this.#tell({ forget: pid })
    })
    if (this.#process) this.#tell({ watch: pid })
    else this.#start()
  }

  close(): void {
    this.#process?.kill('SIGKILL')
    this.#process = undefined
  }

  #start(): void {
    const process = spawn({ file: 'reaper-process.ts', memoryMb: 16 })
    this.#process = process
    // Where it cannot be started or was killed, the next process that is to be watched brings a new one.
    const lost = (): void => {
      if (this.#process === process) this.#process = undefined
    }
    process.once('error', lost).once('exit', lost)
    process.stderr?.resume()
    for (const pid of this.#watched) this.#tell({ watch: pid })
  }

  #tell(notice: ReaperNotice): void {
    // A notice that does not arrive finds nobody to act on it.
    this.#process?.send(notice, () => {})
  }
}
