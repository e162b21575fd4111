import type { Process } from './process.ts'

/** A place for one process, which is started when it is needed and again when it was lost. */
export class Seat<Question> {
  readonly #start: () => Promise<Process<Question>>
  #life: Promise<Process<Question>> | undefined
  #current: Process<Question> | undefined
  #closed = false

  constructor(start: () => Promise<Process<Question>>) {
    this.#start = start
  }

  /** Only who uses the seat may ask for its process. */
  async process(): Promise<Process<Question>> {
    if (this.#closed) throw closedError()
    if (!this.#current?.alive) {
      this.#life = this.#start()
      this.#current = await this.#life
    }
    return this.#current
  }

  /** The process that is there, if one is. */
  get current(): Process<Question> | undefined {
    return this.#current?.alive ? this.#current : undefined
  }

  /** Ends the process; the next one who needs it gets a new one. */
  async vacate(): Promise<void> {
    await this.#current?.end(closedError())
  }

  /** Ends the process for good, even one that is just starting. */
  async close(): Promise<void> {
    this.#closed = true
    const last = await this.#life?.catch(() => undefined)
    await last?.end(closedError())
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
    } catch (error) {
      // A Ctrl-C may also have ended a process that was only starting; what happened is that it was cancelled.
      signal?.throwIfAborted()
      throw error
    } finally {
      const next = this.#waiting.shift()
      if (next) next.take(seat)
      else this.#free.push(seat)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { leave } of this.#waiting.splice(0)) leave(closedError())
    await Promise.all(this.seats.map((seat) => seat.close()))
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
