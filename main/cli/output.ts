import type { Failure } from './failure.ts'
import { type Page, pageOf, safeLine } from './page.ts'
import { ProgressDisplay, type ProgressEvent } from './progress.ts'

/** The two streams of a command line. */
export type Streams = { readonly stdout: NodeJS.WriteStream; readonly stderr: NodeJS.WriteStream }

/** Everything that a command writes goes through here. */
export class Output {
  readonly page: Page
  readonly json: boolean
  readonly #stdout: Sink
  readonly #stderr: Sink
  readonly #errorPage: Page
  readonly #progress: ProgressDisplay

  constructor({ stdout, stderr }: Streams, { json }: { json: boolean }) {
    this.page = pageOf(stdout)
    this.#errorPage = pageOf(stderr)
    this.json = json
    this.#stdout = new Sink(stdout)
    this.#stderr = new Sink(stderr)
    this.#progress = new ProgressDisplay({
      style: json ? 'json' : stderr.isTTY ? 'bar' : 'lines',
      page: this.#errorPage,
      write: (text) => this.#stderr.write(text),
      now: () => performance.now(),
    })
  }

  /** Lines for a person; nothing with `--json`. */
  print(lines: readonly string[]): void {
    if (!this.json) this.#printTo(this.#stdout, lines)
  }

  /** The result: one JSON object on one line with `--json`, else its lines. */
  result(result: object, show: () => readonly string[]): void {
    this.#progress.end()
    if (this.json) this.#stdout.write(`${JSON.stringify(result)}\n`)
    else this.#printTo(this.#stdout, show())
  }

  /** A text that was asked for, such as help. */
  text(text: string): void {
    this.#printTo(this.#stdout, text.trimEnd().split('\n'))
  }

  /** A long text, as fast as its reader takes it; undefined where the reader has gone before its end. */
  async stream<T>(pieces: AsyncGenerator<string, T>): Promise<T | undefined> {
    this.#progress.end()
    for (;;) {
      const next = await pieces.next()
      if (next.done) return next.value
      this.#stdout.write(this.#stdout.prepare(next.value))
      if (await this.#stdout.ready()) continue
      // Lets go of what the pieces hold open.
      await pieces.return(undefined as T)
      return undefined
    }
  }

  /** What a person should know and is neither result nor failure: on stderr; nothing with `--json`. */
  tell(message: string): void {
    this.#progress.end()
    if (!this.json) this.#printTo(this.#stderr, [message])
  }

  /** A failure: its message on stderr, or with `--json` an object in the result's place. */
  fail({ message, machine }: Failure): void {
    this.#progress.end()
    if (this.json) this.#stdout.write(`${JSON.stringify(machine)}\n`)
    else
      this.#printTo(
        this.#stderr,
        message.split('\n').map((line) => this.#errorPage.style('red', safeLine(line))),
      )
  }

  progress(event: ProgressEvent): void {
    this.#progress.update(event)
  }

  /** Ends what is half shown. Gives what went wrong with writing to stdout, if anything did. */
  end(): Promise<Error | undefined> {
    this.#progress.end()
    return this.#stdout.end()
  }

  #printTo(sink: Sink, lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#progress.around(() => sink.write(`${lines.map((line) => sink.prepare(line)).join('\n')}\n`))
  }
}

/** A stream whose reader may go away. */
class Sink {
  readonly #stream: NodeJS.WriteStream
  readonly prepare: (line: string) => string
  #error: Error | undefined

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
    this.prepare = stream.isTTY ? safeLine : (line) => line
    stream.on('error', (error: Error) => {
      this.#error ??= error
    })
  }

  write(text: string): void {
    if (this.#error === undefined) this.#stream.write(text)
  }

  /** Waits until more can be written; false where nobody will read it. */
  async ready(): Promise<boolean> {
    if (this.#error === undefined && this.#stream.writableNeedDrain) {
      await new Promise<void>((resolve) => {
        for (const event of ['drain', 'error', 'close']) this.#stream.once(event, () => resolve())
      })
    }
    // Its error may be on its way still.
    return this.#error === undefined && !this.#stream.destroyed
  }

  /**
   * Waits until everything is written. A reader that went away (`crosswalk status | head -1`) has all that
   * it wanted, so that is no error, and no reason to stop work either; anything else is one, such as a full disk.
   */
  async end(): Promise<Error | undefined> {
    if (this.#error === undefined) {
      await new Promise<void>((resolve) => {
        this.#stream.write('', () => resolve())
        this.#stream.once('error', () => resolve())
      })
    }
    return (this.#error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE' ? undefined : this.#error
  }
}
