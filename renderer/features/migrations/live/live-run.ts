import type { LiveExample, LiveMeasure, TextFindings } from '../../../../shared/api/authoring.ts'
import type { Api } from '../../../hosts/host.ts'
import type { Edge } from '../edge.ts'

/** What is known of the text as it stands. Each part may still be of the text before. */
export type LiveState = {
  readonly example: LiveExample | undefined
  /** The same, or of the last text that could be loaded: between two words there is hardly one that can. */
  readonly shown: LiveExample | undefined
  /** From the last keystroke until the example was there. */
  readonly exampleMs: number | undefined
  /** Whether something newer is on its way. */
  readonly busy: boolean
  readonly checked: TextFindings | undefined
  readonly measure: LiveMeasure | undefined
  readonly measuring: boolean
  readonly failure: unknown
}

export const NOTHING_KNOWN: LiveState = {
  example: undefined,
  shown: undefined,
  exampleMs: undefined,
  busy: false,
  checked: undefined,
  measure: undefined,
  measuring: false,
  failure: undefined,
}

export type LiveInput = { readonly source: string; readonly config: string | undefined }

// Long enough to be between two letters, short enough to be no wait.
const EXAMPLE_AFTER_MS = 60
/** After the example is there: whoever goes on typing has no use for the whole. */
const WHOLE_AFTER_MS = 700

/**
 * Follows a text that somebody is writing: first one example, then the checks, then the whole snapshot. One example is
 * under way at a time, and the next is of the newest text; whatever else is under way ends with the next keystroke.
 */
export class LiveRun {
  readonly #api: Api['authoring']
  readonly #edge: Edge
  readonly #tell: (state: LiveState) => void
  #state = NOTHING_KNOWN
  #input: LiveInput | undefined
  #typedAt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #running = false
  /** The first run starts processes and is nobody's keystroke. */
  #warm = false
  #stop = new AbortController()

  constructor({ api, edge, tell }: { api: Api['authoring']; edge: Edge; tell: (state: LiveState) => void }) {
    this.#api = api
    this.#edge = edge
    this.#tell = tell
  }

  /** The text, or the config that it is tried on, is another one from now on. */
  follow(input: LiveInput): void {
    if (input.source === this.#input?.source && input.config === this.#input.config) return
    this.#input = input
    this.#typedAt = performance.now()
    this.#stop.abort()
    this.#stop = new AbortController()
    this.#set({ busy: true, measuring: false })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#runExample(), EXAMPLE_AFTER_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#stop.abort()
    this.#input = undefined
  }

  async #runExample(): Promise<void> {
    const input = this.#input
    // The one that is under way looks for a newer text when it ends.
    if (this.#running || !input) return
    const typedAt = this.#typedAt
    this.#running = true
    try {
      const example = await this.#api.example({ ...this.#edge, source: input.source, ...named(input) })
      if (this.#input === input) {
        const exampleMs = this.#warm ? performance.now() - typedAt : undefined
        this.#warm = true
        const shown = example.state === 'unreadable' ? this.#state.shown : example
        this.#set({ example, shown: shown ?? example, exampleMs, busy: false, failure: undefined })
        void this.#goOn(input, example)
      }
    } catch (failure) {
      if (this.#input === input) this.#set({ failure, busy: false })
    } finally {
      this.#running = false
    }
    if (this.#input && this.#input !== input) await this.#runExample()
  }

  async #goOn(input: LiveInput, example: LiveExample): Promise<void> {
    const { signal } = this.#stop
    try {
      const checked = await this.#api.check({ ...this.#edge, source: input.source }, { signal })
      if (signal.aborted) return
      this.#set({ checked })
      // What cannot be loaded, or hangs on the very first config, would only use up its limits again and again.
      if (example.state === 'unreadable') return
      await pause(WHOLE_AFTER_MS, signal)
      if (signal.aborted) return
      this.#set({ measuring: true })
      for await (const measure of await this.#api.measure(
        { ...this.#edge, source: input.source },
        { signal },
      )) {
        if (signal.aborted) return
        this.#set({ measure })
      }
    } catch (failure) {
      if (!signal.aborted) this.#set({ failure })
    } finally {
      if (!signal.aborted) this.#set({ measuring: false })
    }
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change }
    this.#tell(this.#state)
  }
}

const named = ({ config }: LiveInput): { readonly config?: string } =>
  config === undefined ? {} : { config }

const pause = (timeMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, timeMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
