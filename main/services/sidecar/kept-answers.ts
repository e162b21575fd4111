import type { ChangeFeed, Told } from '../ports/sidecar.ts'

/** What a load gives: the value, what to keep of it, the value itself unless told, and the id of the config that it is about. */
export type Loadable<V> = { readonly value: V; readonly keep?: V | 'nothing'; readonly id?: string }

type Entry<V> = { readonly value: V; readonly id: string | undefined; readonly untilMs: number }
type Load<V> = { readonly promise: Promise<V>; dirty: boolean }

export type KeptOptions = {
  /** Which changes concern these answers. */
  readonly concerns: readonly Told['of'][]
  /** Entries at most. */
  readonly most: number
  /** How long an entry counts, should a change ever be made past the triggers that tell of it. */
  readonly maxAgeMs: number
  readonly now?: () => number
}

/**
 * Answers that are kept until something changes.
 *
 * Law: an answer is never older than the last change that was acknowledged before it was asked for, by whichever
 * process. Each `get` first has the feed confirm that all these changes have been heard, and they have removed what
 * they concern. While the feed is down, nothing is kept and nothing that was kept is given.
 *
 * Those who ask for the same at once share one load, under the same law: one that anything was heard during is not
 * joined, for it may have looked before that, and is not kept.
 */
export class KeptAnswers<V> {
  readonly #feed: ChangeFeed
  readonly #options: KeptOptions
  readonly #now: () => number
  readonly #entries = new Map<string, Entry<V>>()
  readonly #keys = new Map<string, string>()
  readonly #loads = new Map<string, Load<V>>()
  hits = 0
  misses = 0

  constructor(feed: ChangeFeed, options: KeptOptions) {
    this.#feed = feed
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    feed.hear((told) => this.#hear(told))
  }

  async get(key: string, load: () => Promise<Loadable<V>>): Promise<V> {
    const confirmed = await this.#feed.confirm()
    if (!confirmed) {
      this.misses++
      return (await load()).value
    }
    const entry = this.#entries.get(key)
    if (entry !== undefined && entry.untilMs > this.#now()) {
      this.hits++
      return entry.value
    }
    this.misses++
    const running = this.#loads.get(key)
    return running !== undefined && !running.dirty ? running.promise : this.#load(key, load)
  }

  /** Removes an answer at once. To be called before a change of it is acknowledged. */
  forget(key: string): void {
    this.#drop(key)
    const running = this.#loads.get(key)
    if (running !== undefined) running.dirty = true
  }

  get size(): number {
    return this.#entries.size
  }

  #load(key: string, load: () => Promise<Loadable<V>>): Promise<V> {
    const promise = load().then(
      (loaded) => {
        this.#end(key, running)
        if (!running.dirty) this.#keep(key, loaded)
        return loaded.value
      },
      (error: unknown) => {
        this.#end(key, running)
        throw error
      },
    )
    const running: Load<V> = { promise, dirty: false }
    this.#loads.set(key, running)
    return promise
  }

  #end(key: string, running: Load<V>): void {
    if (this.#loads.get(key) === running) this.#loads.delete(key)
  }

  #keep(key: string, { value, keep = value, id }: Loadable<V>): void {
    this.#drop(key)
    if (keep === 'nothing') return
    const { most, maxAgeMs } = this.#options
    this.#entries.set(key, { value: keep as V, id, untilMs: this.#now() + maxAgeMs })
    if (id !== undefined) this.#keys.set(id, key)
    // The oldest goes first: a map keeps the order in which its keys were set.
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= most) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    if (entry.id !== undefined && this.#keys.get(entry.id) === key) this.#keys.delete(entry.id)
  }

  #hear(told: Told): void {
    if (told.of !== 'all' && !this.#options.concerns.includes(told.of)) return
    for (const running of this.#loads.values()) running.dirty = true
    if (told.of !== 'configs' || told.ids === 'all') {
      this.#entries.clear()
      this.#keys.clear()
      return
    }
    for (const id of told.ids) {
      const key = this.#keys.get(id)
      if (key !== undefined) this.#drop(key)
    }
  }
}
