import type { Process } from './process.ts'

/** A place for one process, which is started when it is needed and again when it was lost. */
export class Seat<Question> {
  readonly #start: () => Promise<Process<Question>>
  #process: Process<Question> | undefined

  constructor(start: () => Promise<Process<Question>>) {
    this.#start = start
  }

  async process(): Promise<Process<Question>> {
    if (!this.#process?.alive) this.#process = await this.#start()
    return this.#process
  }

  /** The process that is there, if one is. */
  get current(): Process<Question> | undefined {
    return this.#process?.alive ? this.#process : undefined
  }

  async vacate(): Promise<void> {
    const process = this.#process
    this.#process = undefined
    await process?.end()
  }
}

/** A fixed number of seats, given out one piece of work at a time, in the order in which they were asked for. */
export class Pool<Question> {
  readonly seats: readonly Seat<Question>[]
  readonly #free: Seat<Question>[]
  readonly #waiting: { take: (seat: Seat<Question>) => void; leave: (reason: unknown) => void }[] = []
  #closed = false

  constructor(size: number, start: () => Promise<Process<Question>>) {
    this.seats = Array.from({ length: size }, () => new Seat(start))
    this.#free = [...this.seats]
  }

  async use<T>(work: (seat: Seat<Question>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const seat = await this.#take(signal)
    try {
      return await work(seat)
    } finally {
      const next = this.#waiting.shift()
      if (next) next.take(seat)
      else this.#free.push(seat)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { leave } of this.#waiting.splice(0)) leave(closedError())
    await Promise.all(this.seats.map((seat) => seat.vacate()))
  }

  async #take(signal?: AbortSignal): Promise<Seat<Question>> {
    signal?.throwIfAborted()
    if (this.#closed) throw closedError()
    // The one that was given back last: its process is there, and its caches are warm.
    const free = this.#free.pop()
    if (free) return free
    return await new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1)
        reject(signal?.reason)
      }
      const stop = (): void => signal?.removeEventListener('abort', abort)
      const entry = {
        take: (seat: Seat<Question>) => {
          stop()
          resolve(seat)
        },
        leave: (reason: unknown) => {
          stop()
          reject(reason)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.push(entry)
    })
  }
}

const closedError = (): Error => new Error('the sandbox is closed')
