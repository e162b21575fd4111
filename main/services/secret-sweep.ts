import type { ConfigId } from '../../shared/config/ids.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { PATIENCE_MS, pause } from './contention.ts'
import type { SecretRewrite, SecretRow, SecretStore } from './ports/secrets.ts'
import type { SecretOptions } from './secrets-status.ts'

export type RewriteResult = {
  readonly environment: string
  /** Configs that were looked at. */
  readonly configs: number
  /** Configs of which something was encrypted, or would be. */
  readonly rewritten: number
  /** Configs that others held all the time: another run takes them. */
  readonly left: number
  /** Configs of which a secret does not open, at most the first of them, and why. */
  readonly unreadable: readonly {
    readonly config: ConfigId
    readonly code: string
    readonly problem: string
  }[]
}

const SHOWN = 20

/** One run over the rows that hold secrets, batch by batch, and what came of it. */
export class SecretSweep {
  readonly #store: SecretStore
  readonly #options: SecretOptions
  readonly #left = new Set<ConfigId>()
  readonly #unreadable = new Map<ConfigId, { readonly code: string; readonly problem: string }>()
  #configs = 0
  #rewritten = 0

  constructor(store: SecretStore, options: SecretOptions) {
    this.#store = store
    this.#options = options
  }

  /** Counts rows that were looked at, and those of which something would be changed. */
  pass(configs: number, rewritten = 0): void {
    this.#configs += configs
    this.#rewritten += rewritten
    this.#options.progress?.({ done: this.#configs })
  }

  /** Changes rows, and those that somebody holds again after a while. */
  async rewrite(
    ids: readonly ConfigId[],
    change: (row: SecretRow) => SecretRewrite | undefined,
  ): Promise<void> {
    let waiting = ids
    for (const pauseMs of [...PATIENCE_MS, undefined]) {
      if (waiting.length === 0) return
      const had = await this.#store.rewrite(waiting, (row) => this.#changed(row, change))
      waiting = waiting.filter((id) => !had.has(id))
      if (waiting.length > 0 && pauseMs !== undefined) await pause(pauseMs, this.#options.signal)
    }
    for (const id of waiting) this.#left.add(id)
  }

  /** Does the work with an entry of the audit log before and after it. */
  async recorded(action: string, who: string, work: () => Promise<void>): Promise<RewriteResult> {
    await this.#store.audit({ who, action: `${action}.begin`, detail: {} })
    await work()
    const result = this.result()
    const { configs, rewritten, left } = result
    const detail = { configs, rewritten, left, unreadable: this.#unreadable.size }
    await this.#store.audit({ who, action: `${action}.end`, detail })
    return result
  }

  result(): RewriteResult {
    return {
      environment: this.#store.environment,
      configs: this.#configs,
      rewritten: this.#rewritten,
      left: this.#left.size,
      unreadable: [...this.#unreadable].slice(0, SHOWN).map(([config, why]) => ({ config, ...why })),
    }
  }

  // One config that cannot be read must not keep the others in the clear, or under a key that is to go.
  #changed(row: SecretRow, change: (row: SecretRow) => SecretRewrite | undefined): SecretRewrite | undefined {
    try {
      const rewrite = change(row)
      if (rewrite !== undefined) this.#rewritten++
      return rewrite
    } catch (error) {
      if (!isCrosswalkError(error) || !error.code.startsWith('secret/')) throw error
      this.#unreadable.set(row.configId, { code: error.code, problem: error.message })
      return undefined
    }
  }
}
