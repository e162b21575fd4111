type Close<T> = (opened: T) => void | Promise<void>

/** What was opened, to be closed in the reverse order. */
export class Resources {
  readonly #closers: (() => Promise<void>)[] = []

  /** A function that opens at its first call, and gives the same ever after. */
  once<T>(open: () => Promise<T>, close?: Close<T>): () => Promise<T> {
    const each = this.each(open, close)
    return () => each('')
  }

  /** The same for each of several, by name. */
  each<T>(open: (name: string) => Promise<T>, close?: Close<T>): (name: string) => Promise<T> {
    const opened = new Map<string, Promise<T>>()
    return (name) => {
      const there = opened.get(name)
      if (there !== undefined) return there
      const opening = open(name)
      opened.set(name, opening)
      // One that could not be opened has told so to whoever asked.
      this.#closers.push(() => opening.then(close, () => undefined))
      return opening
    }
  }

  /** Closes all, whatever becomes of one; raises the first failure then. */
  async close(): Promise<void> {
    const failures: unknown[] = []
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }
}
