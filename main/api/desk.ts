import { compose, type Services } from '../compose.ts'
import type { BugLog, CallKeeper } from './failure.ts'
import { Jobs } from './jobs.ts'

export type DeskOptions = BugLog & {
  readonly workspaceDir: string
  /** Of this Crosswalk. */
  readonly version: string
  /** Who acts, until a session says otherwise. */
  readonly who: string
}

/** One open workspace: its services, and the long work under way, whatever windows look at it. */
export class Desk implements CallKeeper {
  readonly services: Services
  readonly jobs: Jobs
  readonly workspaceDir: string
  readonly version: string
  readonly who: string
  readonly logBug: DeskOptions['logBug']
  readonly #closing = new AbortController()
  readonly #calls = new Set<Promise<unknown>>()

  constructor({ workspaceDir, version, who, logBug }: DeskOptions) {
    this.workspaceDir = workspaceDir
    this.version = version
    this.who = who
    this.logBug = logBug
    this.services = compose({ workspaceDir, signal: this.#closing.signal })
    this.jobs = new Jobs(this)
  }

  /** Until a caller goes away, or the desk is closed. */
  until(signal?: AbortSignal): AbortSignal {
    return signal === undefined ? this.#closing.signal : AbortSignal.any([signal, this.#closing.signal])
  }

  async during<T>(call: () => Promise<T>): Promise<T> {
    this.#closing.signal.throwIfAborted()
    const result = call()
    this.#calls.add(result)
    try {
      return await result
    } finally {
      this.#calls.delete(result)
    }
  }

  /** Services of their own for one long work: they are cancelled with it, and nothing else is. */
  compose(signal: AbortSignal): Services {
    return compose({ workspaceDir: this.workspaceDir, signal })
  }

  /** Cancels what is under way, and waits for it. A push is left paused, and goes on where it was. */
  async close(): Promise<void> {
    await this.jobs.close()
    this.#closing.abort()
    await Promise.allSettled(this.#calls)
    await this.services.close()
  }
}
