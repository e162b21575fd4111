import { keep, recall } from './storage.js'

const KEPT = 'crosswalk token'

/**
 * The user's token, from wherever it comes: the fragment of the address, or a message of the page around this one. Never
 * from the query, which servers write down.
 */
export class Tokens {
  /** @type {string | undefined} */
  #token = recall(KEPT)
  /** @type {(token: string) => void} */
  #heard = () => undefined
  /** @type {readonly string[]} */
  #origins

  /** @param {{ origins: readonly string[] }} options origins whose pages may be around this one */
  constructor({ origins }) {
    this.#origins = origins.map((origin) => (origin === "'self'" ? location.origin : origin))
    this.#takeFragment()
    addEventListener('hashchange', () => this.#takeFragment())
    addEventListener('message', (event) => this.#takeMessage(event))
  }

  get current() {
    return this.#token
  }

  /** @param {(token: string) => void} heard called for every token that is new */
  listen(heard) {
    this.#heard = heard
  }

  /** Forgets a token that was refused, and asks the page around this one for another. */
  refuse() {
    this.#token = undefined
    keep(KEPT, undefined)
    this.ask()
  }

  /** Asks the page around this one for a token. The message holds nothing, so whoever hears it may. */
  ask() {
    tell('crosswalk:token-wanted')
  }

  #takeFragment() {
    const token = new URLSearchParams(location.hash.slice(1)).get('token')
    if (token === null) return
    // Before anything else: what stands in the address gets into histories and bookmarks.
    history.replaceState(null, '', location.pathname + location.search)
    this.#take(token)
  }

  /** @param {MessageEvent} event */
  #takeMessage({ data, origin, source }) {
    if (source !== window.parent || source === window || !this.#origins.includes(origin)) return
    if (data?.type === 'crosswalk:token' && typeof data.token === 'string') this.#take(data.token)
  }

  /** @param {string} token */
  #take(token) {
    if (token === '' || token === this.#token) return
    this.#token = token
    keep(KEPT, token)
    this.#heard(token)
  }
}

/**
 * Tells the page around this one that something has happened; never what.
 *
 * @param {'crosswalk:token-wanted' | 'crosswalk:saved'} type
 */
export function tell(type) {
  if (window.parent !== window) window.parent.postMessage({ type }, '*')
}
