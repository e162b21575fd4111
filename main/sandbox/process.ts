import type { ChildProcess } from 'node:child_process'
import { CrosswalkError, fail } from '../../shared/errors/index.ts'
import type { TransformPlace } from '../../shared/errors/sandbox.ts'
import type { Answer, Envelope, Failure } from './messages.ts'
import { openWhole, sendWhole } from './pack.ts'
import type { Reaper } from './reaper.ts'
import { type Program, spawn } from './spawn.ts'

const START_MS = 30_000

/**
 * How long an answer may still arrive after its time is up: where our own process was busy, the timer is
 * late and goes off before an answer that came in time has been read.
 */
const GRACE_MS = 100

/** The process ended, or was ended, before it gave its answer. */
export class ProcessLost extends Error {
  readonly reason: 'timed-out' | 'out-of-memory' | 'died'
  readonly how: string
  /** What it had said it was about to call. */
  readonly at: TransformPlace | undefined

  constructor(end: { reason: ProcessLost['reason']; how: string }, at: TransformPlace | undefined) {
    super(`the process was lost: ${end.how}`)
    this.reason = end.reason
    this.how = end.how
    this.at = at
  }
}

type Pending = {
  readonly id: number
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  at?: TransformPlace
}

/** One life of one process that answers one question at a time. Once it is lost it stays so. */
export class Process<Question> {
  /** How many questions it has answered. */
  answered = 0
  alive = true
  readonly #child: ChildProcess
  readonly #closed: Promise<void>
  #pending: Pending | undefined
  #lastId = 0
  #errors = ''
  #timedOut = false

  private constructor(program: Program, reaper: Reaper) {
    this.#child = spawn(program)
    reaper.watch(this.#child)
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-4000)
    })
    this.#child.on('message', (envelope) => this.#take(envelope as Envelope<Answer>))
    this.#closed = new Promise((resolve) => {
      const end = (how: string): void => {
        this.alive = false
        this.#pending?.reject(new ProcessLost(this.#endOf(how), this.#pending.at))
        resolve()
      }
      this.#child.once('error', (error) => end(error.message))
      // Not 'exit': what it wrote last tells why it ended.
      this.#child.once('close', (code, signal) => end(signal ?? `status ${code}`))
    })
  }

  /** Gives a process that is ready for its first question. Raises `sandbox/no-start`. */
  static async start<Question>(program: Program, reaper: Reaper): Promise<Process<Question>> {
    const process = new Process<Question>(program, reaper)
    try {
      await process.#answerTo(0, START_MS)
    } catch (error) {
      if (!(error instanceof ProcessLost)) throw error
      return fail('sandbox/no-start', { problem: process.#errors.trim().slice(0, 500) || error.how })
    }
    return process
  }

  /**
   * Asks, and kills the process when the answer takes longer than `limitMs` or is no longer wanted.
   * Rejects with the catalogue's error that was the answer, with `ProcessLost`, or with the signal's reason.
   */
  async ask(
    question: Question,
    options: { limitMs: number; signal?: AbortSignal | undefined },
  ): Promise<unknown> {
    const { limitMs, signal } = options
    signal?.throwIfAborted()
    if (!this.alive) throw new Error('asked a process that is no more')
    if (this.#pending) throw new Error('asked a process that is still answering')
    const answer = this.#answerTo(++this.#lastId, limitMs)
    const abort = (): void => {
      this.#giveUp(signal?.reason)
      this.kill()
    }
    signal?.addEventListener('abort', abort, { once: true })
    try {
      this.#send(question)
    } catch (error) {
      this.#giveUp(error)
    }
    try {
      return await answer
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Says something that needs no answer. */
  tell(question: Question): void {
    if (!this.alive) return
    this.#lastId++
    this.#send(question)
  }

  kill(): void {
    this.alive = false
    this.#child.kill('SIGKILL')
  }

  /** Kills it, tells `reason` to who waits for an answer, and waits until it is gone. */
  async end(reason: Error): Promise<void> {
    this.#giveUp(reason)
    this.kill()
    await this.#closed
  }

  #giveUp(reason: unknown): void {
    this.#pending?.reject(reason)
  }

  #send(question: Question): void {
    sendWhole(this.#lastId, question, (envelope) => {
      // Where it cannot arrive, the process is gone, and its 'close' tells.
      this.#child.send(envelope, () => {})
    })
  }

  async #answerTo(id: number, limitMs: number): Promise<unknown> {
    const expire = (): void => {
      this.#timedOut = true
      this.kill()
    }
    let timer = setTimeout(() => {
      timer = setTimeout(expire, GRACE_MS)
    }, limitMs)
    try {
      return await new Promise((resolve, reject) => {
        this.#pending = { id, resolve, reject }
      })
    } finally {
      clearTimeout(timer)
      this.#pending = undefined
    }
  }

  #take(envelope: Envelope<Answer>): void {
    const pending = this.#pending
    if (pending?.id !== envelope.id) return
    const answer = openWhole(envelope)
    switch (answer.kind) {
      case 'calling':
        pending.at = answer.at
        break
      case 'ready':
        pending.resolve(undefined)
        break
      case 'done':
        this.answered++
        pending.resolve(answer.value)
        break
      case 'failed':
        this.answered++
        pending.reject(errorOf(answer.failure))
        break
      case 'bug':
        pending.reject(new Error(`in the sandbox: ${answer.report}`))
    }
  }

  #endOf(how: string): { reason: ProcessLost['reason']; how: string } {
    if (this.#timedOut) return { reason: 'timed-out', how: 'it took too long' }
    return { reason: /heap|memory|allocation/i.test(this.#errors) ? 'out-of-memory' : 'died', how }
  }
}

const errorOf = ({ code, data }: Failure): CrosswalkError => new CrosswalkError(code, data as never)
