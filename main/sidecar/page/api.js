/** @typedef {import('./json.js').Json} Json */
import { readJson, writeJson } from './json.js'
import { getAt, isObject } from './values.js'

const TIMEOUT_MS = 20_000
const BASE = new URL('../api/v1/walker-agents/', location.href)

/** A request that was refused, or never answered: then `code` is `none`. */
export class Refusal extends Error {
  /** @param {{ status: number, code: string, detail: string, problems?: Json | undefined }} refusal */
  constructor({ status, code, detail, problems }) {
    super(detail)
    this.status = status
    this.code = code
    /** Where a config does not fit: JSON Pointers, and why. */
    this.problems = (Array.isArray(problems) ? problems : []).map((one) => ({
      path: String(getAt(one, ['path'])),
      problem: String(getAt(one, ['problem'])),
    }))
  }
}

/** The routes for users, asked with the user's token. */
export class Api {
  /** @param {{ agent: string, tokens: import('./tokens.js').Tokens }} parts */
  constructor({ agent, tokens }) {
    this.agent = agent
    this.tokens = tokens
  }

  config() {
    return this.#ask('GET', `${this.agent}/config`)
  }

  schema() {
    return this.#ask('GET', `${this.agent}/schema`)
  }

  status() {
    return this.#ask('GET', `${this.agent}/migration-status`)
  }

  /** @param {Json | undefined} config settings that are laid over the default config */
  setUp(config) {
    /** @type {[string, Json][]} */
    const members = config === undefined ? [] : [['config', config]]
    return this.#ask('POST', 'config', {
      body: new Map([['agent', /** @type {Json} */ (this.agent)], ...members]),
    })
  }

  /**
   * @param {Json} config
   * @param {{ etag: string, reason: string }} of the state that was changed, and why
   */
  change(config, { etag, reason }) {
    const headers = { 'if-match': etag, 'x-change-reason': reason }
    return this.#ask('PUT', `${this.agent}/config`, { body: config, headers })
  }

  /** @param {string} version */
  migrate(version) {
    return this.#ask('POST', `${this.agent}/migrate`, { body: new Map([['target_version', version]]) })
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: Json, headers?: Record<string, string> }} [request]
   */
  async #ask(method, path, { body, headers = {} } = {}) {
    const { current } = this.tokens
    const answer = await fetch(new URL(path, BASE), {
      method,
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${current ?? ''}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: writeJson(body) }),
    }).catch(unanswered)
    const text = await answer.text().catch(unanswered)
    if (answer.ok) {
      const { headers: told } = answer
      return {
        body: readJson(text),
        etag: told.get('etag') ?? '',
        version: told.get('x-config-version') ?? '',
      }
    }
    // Another one may have come meanwhile.
    if (answer.status === 401 && this.tokens.current === current) this.tokens.refuse()
    throw refusalOf(answer.status, text)
  }
}

/** @returns {never} */
function unanswered() {
  throw new Refusal({
    status: 0,
    code: 'none',
    detail: 'The service cannot be reached. Check your connection and try again.',
  })
}

/**
 * @param {number} status
 * @param {string} text
 */
function refusalOf(status, text) {
  try {
    const problem = readJson(text)
    if (isObject(problem)) {
      const [code, detail] = [problem.get('code'), problem.get('detail')]
      return new Refusal({
        status,
        code: String(code),
        detail: String(detail),
        problems: problem.get('problems'),
      })
    }
  } catch (error) {
    // Whoever stands in between answers as they like.
    if (!(error instanceof SyntaxError)) throw error
  }
  return new Refusal({
    status,
    code: 'none',
    detail: `The service has answered with ${status}. Try again in a moment.`,
  })
}
