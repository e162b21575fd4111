/** Reads one page of a list, from beyond the end of the page before. */
export type ReadPage<Row> = (after: string | undefined) => Promise<readonly Row[]>

export type PagedOptions<Row> = {
  /** The id with which each page but the last one ends. */
  readonly ends: readonly string[]
  readonly pageSize: number
  readonly read: ReadPage<Row>
  /** A page could not be read. */
  readonly failed: (error: unknown) => void
}

/** Pages that are kept: what is scrolled past far enough is forgotten, so that a long list stays small in memory. */
const KEPT = 40
/** Pages on their way at once. */
const AT_ONCE = 2

/**
 * The rows of a list that is far too long to be there as a whole. Rows that are looked at ask for their page; the page asked
 * for last comes first, for that is where the reader is.
 */
export class PagedRows<Row> {
  readonly #options: PagedOptions<Row>
  readonly #pages = new Map<number, readonly Row[]>()
  readonly #listeners = new Set<() => void>()
  readonly #underWay = new Set<number>()
  #wanted: number[] = []
  #version = 0

  constructor(options: PagedOptions<Row>) {
    this.#options = options
  }

  /** The row at an index, where its page is there. */
  row(index: number): Row | undefined {
    const { pageSize } = this.#options
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize]
  }

  /** Asks for the page of an index. */
  want(index: number): void {
    const page = Math.floor(index / this.#options.pageSize)
    if (this.#pages.has(page) || this.#underWay.has(page)) return
    // Whoever scrolls by leaves more wishes behind than anyone would wait for.
    this.#wanted = [page, ...this.#wanted.filter((one) => one !== page)].slice(0, 2 * AT_ONCE)
    this.#next()
  }

  /** Grows whenever a page has come: for `useSyncExternalStore`. */
  readonly version = (): number => this.#version

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #next(): void {
    while (this.#underWay.size < AT_ONCE) {
      const page = this.#wanted.shift()
      if (page === undefined) return
      this.#underWay.add(page)
      void this.#load(page)
    }
  }

  async #load(page: number): Promise<void> {
    try {
      const rows = await this.#options.read(page === 0 ? undefined : this.#options.ends[page - 1])
      this.#keep(page, rows)
      this.#version++
      for (const listener of this.#listeners) listener()
    } catch (error) {
      this.#options.failed(error)
    } finally {
      this.#underWay.delete(page)
      this.#next()
    }
  }

  #keep(page: number, rows: readonly Row[]): void {
    this.#pages.set(page, rows)
    const farthest = [...this.#pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))
    for (const other of farthest.slice(0, Math.max(0, this.#pages.size - KEPT))) this.#pages.delete(other)
  }
}
