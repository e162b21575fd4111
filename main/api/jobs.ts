import { randomUUID } from 'node:crypto'
import type { Job, JobKind, JobProgress, Started } from '../../shared/api/jobs.ts'
import type { Failure } from '../../shared/api/procedure.ts'
import { fail } from '../../shared/errors/index.ts'
import type { Services } from '../compose.ts'
import { type BugLog, failureOf, isCancelled } from './failure.ts'

/** Finished jobs that are remembered. */
const REMEMBERED = 100
/** Each has services, connections and processes of its own. */
const MAX_RUNNING = 20

export type JobStart = {
  readonly kind: JobKind
  readonly title: string
  readonly environment?: string
  readonly who: string
}

type Work = (about: {
  /** Services of this job alone, cancelled with it. */
  readonly services: Services
  readonly signal: AbortSignal
  readonly progress: (event: JobProgress) => void
}) => Promise<unknown>

type JobDesk = BugLog & { compose(signal: AbortSignal): Services }

type Entry = { job: Job; readonly stop: AbortController; readonly ended: Promise<void> }

/** Long work of this process. Who watches it and who started it makes no difference to it. */
export class Jobs {
  readonly #desk: JobDesk
  readonly #entries = new Map<string, Entry>()
  readonly #watchers = new Set<(job: Job) => void>()
  #isClosing = false

  constructor(desk: JobDesk) {
    this.#desk = desk
  }

  list(): readonly Job[] {
    return [...this.#entries.values()].map(({ job }) => job)
  }

  /** Starts long work and answers at once. Raises `web/too-many-jobs`. */
  start({ kind, title, environment, who }: JobStart, work: Work): Started {
    const running = this.list().filter(({ state }) => state === 'running')
    if (running.length >= MAX_RUNNING) fail('web/too-many-jobs', { limit: MAX_RUNNING })
    const id = randomUUID()
    const stop = new AbortController()
    // Whoever asks while the desk is being closed finds it cancelled.
    if (this.#isClosing) stop.abort()
    const job: Job = {
      id,
      kind,
      title,
      environment,
      who,
      startedAt: new Date().toISOString(),
      progress: undefined,
      state: 'running',
      endedAt: undefined,
      result: undefined,
      failure: undefined,
    }
    // The entry is there before the work can tell of itself.
    const ended = Promise.resolve().then(() => this.#run(id, work, stop.signal))
    this.#entries.set(id, { job, stop, ended })
    this.#tell(job)
    return { job: id }
  }

  /** Asks a job to end. Whether it was still running. */
  cancel(id: string): boolean {
    const entry = this.#entries.get(id)
    if (entry?.job.state !== 'running') return false
    entry.stop.abort()
    return true
  }

  /** Every job, and then each that changes, until the signal. Only the newest state of a job waits for a slow reader. */
  async *watch(signal: AbortSignal): AsyncGenerator<Job, void> {
    const waiting = new Map(this.list().map((job) => [job.id, job]))
    let wake = () => {}
    const hear = (job: Job) => {
      waiting.set(job.id, job)
      wake()
    }
    const stop = () => wake()
    this.#watchers.add(hear)
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        for (const [id, job] of waiting) {
          waiting.delete(id)
          yield job
        }
        if (waiting.size > 0 || signal.aborted) continue
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      this.#watchers.delete(hear)
      signal.removeEventListener('abort', stop)
    }
  }

  /** Cancels all and waits for them. */
  async close(): Promise<void> {
    this.#isClosing = true
    for (const { stop } of this.#entries.values()) stop.abort()
    await Promise.all([...this.#entries.values()].map(({ ended }) => ended))
  }

  async #run(id: string, work: Work, signal: AbortSignal): Promise<void> {
    const services = this.#desk.compose(signal)
    try {
      signal.throwIfAborted()
      const result = await work({
        services,
        signal,
        progress: (progress) => this.#change(id, { progress }),
      })
      this.#end(id, { state: 'done', result })
    } catch (error) {
      const state = signal.aborted ? 'cancelled' : 'failed'
      // What went wrong while it was cancelled has to be told all the same.
      const failure = isCancelled(error) && signal.aborted ? undefined : this.#failure(error, id)
      this.#end(id, { state, failure })
    } finally {
      await services.close().catch((error: unknown) => {
        this.#failure(error, id)
      })
    }
  }

  #failure(error: unknown, id: string): Failure {
    const title = this.#entries.get(id)?.job.title ?? id
    return failureOf(error, { desk: this.#desk, doing: title })
  }

  #end(id: string, how: Pick<Job, 'state'> & Partial<Job>): void {
    this.#change(id, { ...how, endedAt: new Date().toISOString() })
    const ended = this.list().filter(({ state }) => state !== 'running')
    for (const { id } of ended.slice(0, -REMEMBERED)) this.#entries.delete(id)
  }

  #change(id: string, change: Partial<Job>): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    entry.job = { ...entry.job, ...change }
    this.#tell(entry.job)
  }

  #tell(job: Job): void {
    for (const watcher of this.#watchers) watcher(job)
  }
}
