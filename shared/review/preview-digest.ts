import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { ConfigId, Hash } from '../config/ids.ts'

/**
 * The digest of a preview: SHA-256 over what was run and every config's id, input hash and output hash,
 * in id order. Equal for equal previews, on however many cores they ran.
 */
export class PreviewDigest {
  readonly #hash = sha256.create()

  constructor(run: Hash) {
    this.#line(`crosswalk preview 1 ${run}`)
  }

  add(id: ConfigId, input: Hash | null, output: Hash | null): void {
    this.#line(`${id} ${input ?? '-'} ${output ?? '-'}`)
  }

  end(): Hash {
    return bytesToHex(this.#hash.digest()) as Hash
  }

  #line(text: string): void {
    this.#hash.update(utf8ToBytes(`${text}\n`))
  }
}
