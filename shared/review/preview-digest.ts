import type { ConfigId, Hash } from '../config/ids.ts'
import type { RunningSha256 } from '../json/hash.ts'

/** Characters that are hashed at once: each call costs more than the few that a line has. */
const PORTION = 32_768

/**
 * The digest of a preview: SHA-256 over what was run and every config's id, input hash and output hash,
 * in id order. Equal for equal previews, on however many cores they ran.
 */
export class PreviewDigest {
  readonly #hash: RunningSha256
  #text: string

  constructor(run: Hash, hash: RunningSha256) {
    this.#hash = hash
    this.#text = `crosswalk preview 1 ${run}\n`
  }

  add(id: ConfigId, input: Hash | null, output: Hash | null): void {
    this.#text += `${id} ${input ?? '-'} ${output ?? '-'}\n`
    if (this.#text.length < PORTION) return
    this.#hash.update(this.#text)
    this.#text = ''
  }

  end(): Hash {
    this.#hash.update(this.#text)
    return this.#hash.digest()
  }
}
