/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./json.js').JsonObject} JsonObject
 * @typedef {import('./values.js').Path} Path
 * @typedef {import('./values.js').Clash & { choice?: 'mine' | 'theirs' }} Decision
 * @typedef {import('./draft.js').Left} Left
 * @typedef {'setup' | 'saved' | 'unsaved' | 'saving' | 'conflict'} State
 */
import { Refusal } from './api.js'
import { DraftBox } from './draft.js'
import { nameOf, shownAt } from './places.js'
import { isOwn } from './schema.js'
import { tell } from './tokens.js'
import { changes, equal, getAt, isObject, merge, withAt } from './values.js'

const WARNINGS = '_migration_warnings'
/** A config may be migrated between two requests; hardly twice. */
const TRIES = 3

/** The user's config as the service has it, what the user makes of it here, and the way from the one to the other. */
export class Session {
  /** @type {JsonObject} */
  schema = new Map()
  /** The default config. @type {Json} */
  usual = null
  /** As the service has it. @type {JsonObject} */
  base = new Map()
  /** As it is in the form. @type {JsonObject} */
  mine = new Map()
  /** @type {Json} */
  status = null
  version = ''
  hasConfig = false
  isSaving = false
  /** Places that were changed here and elsewhere. @type {Decision[]} */
  decisions = []
  /** Changes that have no place in the config any more. @type {Left[]} */
  left = []
  /** Told once: a draft was found, and whether a secret has to be typed again. @type {'none' | 'found' | 'without-secret'} */
  restored = 'none'
  #etag = ''
  /** @type {DraftBox | undefined} */
  #draft

  /**
   * @param {import('./api.js').Api} api
   * @param {() => void} changed called when something has changed that is shown outside the form
   */
  constructor(api, changed) {
    this.api = api
    this.changed = changed
  }

  /** @returns {State} */
  get state() {
    if (this.isSaving) return 'saving'
    if (this.decisions.some(({ choice }) => choice === undefined)) return 'conflict'
    if (!this.hasConfig) return 'setup'
    return this.isDirty ? 'unsaved' : 'saved'
  }

  get isDirty() {
    return !equal(this.base, this.mine)
  }

  /** What was changed here. */
  get changes() {
    return changes(this.base, this.mine).filter(({ path: [first = ''] }) => !isOwn(first))
  }

  /**
   * Reads everything, and takes up what this tab has kept. What is typed already is kept, too.
   */
  async load() {
    const unsaved =
      this.#draft && this.isDirty
        ? { version: this.version, base: this.base, mine: this.mine, schema: this.schema }
        : undefined
    await this.#read()
    const [tenant, user] = [this.#owner('tenant_id'), this.#owner('user_id')]
    const name = this.#draft?.name
    this.#draft = new DraftBox({ agent: this.api.agent, tenant, user })
    // Somebody else has come: nothing of the one before stays.
    const isSame = name === undefined || name === this.#draft.name
    const draft = this.#draft.open()
    if (!isSame || name === undefined) this.left = draft?.left ?? []
    if (unsaved !== undefined && isSame) this.#bring(unsaved)
    else if (draft !== undefined && draft.base !== undefined) {
      this.restored = draft.hadSecret ? 'without-secret' : 'found'
      this.#bring(draft)
    }
    this.#put()
  }

  /** @type {Json | undefined} */
  #facts

  /** @param {string} name */
  #owner = (name) => String(getAt(this.#facts, [name]))

  async #read() {
    for (let tries = 1; ; tries++) {
      const read = await this.api.config().catch((error) => {
        if (error instanceof Refusal && error.code === 'sidecar/config-not-found') return undefined
        throw error
      })
      const [facts, status] = await Promise.all([this.api.schema(), read && this.api.status()])
      const version = String(getAt(facts.body, ['version']))
      const isWhole =
        read === undefined ? getAt(facts.body, ['has_config']) === false : read.version === version
      if (!isWhole && tries < TRIES) continue
      const [schema, usual] = [getAt(facts.body, ['schema']), getAt(facts.body, ['defaults']) ?? null]
      const config = read?.body ?? usual
      this.#facts = facts.body
      this.schema = isObject(schema) ? schema : new Map()
      this.usual = usual
      this.status = status?.body ?? null
      this.version = version
      this.hasConfig = read !== undefined
      this.#etag = read?.etag ?? ''
      this.base = isObject(config) ? config : new Map()
      this.mine = this.base
      this.decisions = []
      return
    }
  }

  /**
   * Brings changes of an earlier state to the one that there is now.
   *
   * @param {{ version: string, base: Json | undefined, mine: Json | undefined, schema?: JsonObject }} earlier
   */
  #bring({ version, base, mine, schema = this.schema }) {
    if (version === this.version) {
      const { merged, clashes } = merge(base, mine, this.base)
      this.mine = isObject(merged) ? merged : this.base
      this.decisions = clashes.filter(({ path: [first = ''] }) => !isOwn(first))
      return
    }
    // Of another version: only what stands where it stood can be taken along. The rest is told, in words.
    for (const { path, before, after } of changes(base, mine)) {
      if (isOwn(path[0] ?? '')) continue
      if (after !== undefined && before !== undefined && equal(getAt(this.base, path), before))
        this.#assign(path, after)
      else
        this.left = [
          ...this.left,
          { name: nameOf(schema, base, path), value: shownAt(schema, base, path, after) },
        ]
    }
  }

  /**
   * @param {Path} path
   * @param {Json | undefined} value
   */
  #assign(path, value) {
    const next = withAt(this.mine, path, value)
    if (isObject(next)) this.mine = next
  }

  /**
   * @param {Path} path
   * @param {Json | undefined} value
   */
  set(path, value) {
    this.#assign(path, value)
    this.#put()
    this.changed()
  }

  /**
   * @param {Decision} decision
   * @param {'mine' | 'theirs'} choice
   */
  decide(decision, choice) {
    decision.choice = choice
    this.set(decision.path, decision[choice])
  }

  /** Takes back what was changed here. */
  discard() {
    this.mine = this.base
    this.decisions = []
    this.#put()
    this.changed()
  }

  forgetLeft() {
    this.left = []
    this.#put()
    this.changed()
  }

  #put() {
    const { version, base, mine, left, schema } = this
    this.#draft?.put({ version, base, mine, left, schema })
  }

  /**
   * Saves what is in the form; `settled` says that the user has seen what a migration asked for. Gives `conflict` where
   * somebody has changed the config meanwhile: then nothing was saved, and nothing that was typed is lost. Raises `Refusal`.
   *
   * @param {{ reason: string, settled?: boolean }} how
   * @returns {Promise<'saved' | 'conflict'>}
   */
  async save({ reason, settled = false }) {
    this.isSaving = true
    this.changed()
    try {
      if (!this.hasConfig) await this.#setUp()
      if (this.isDirty || settled) await this.#change(reason, settled)
      this.#put()
      tell('crosswalk:saved')
      return 'saved'
    } catch (error) {
      const isOld =
        error instanceof Refusal && ['sidecar/changed-since', 'sidecar/config-exists'].includes(error.code)
      if (!isOld) throw error
      await this.load()
      return 'conflict'
    } finally {
      this.isSaving = false
      this.changed()
    }
  }

  async #setUp() {
    const sent = this.mine
    const settings = new Map([...sent].filter(([key]) => !isOwn(key)))
    const made = await this.api.setUp(this.isDirty ? settings : undefined)
    const typed = this.mine
    const base = /** @type {JsonObject} */ (made.body)
    this.base = base
    this.hasConfig = true
    this.#etag = made.etag
    this.version = made.version
    // What is laid over a default config takes nothing away from it; that is done by the change that follows.
    const own = [...base].filter(([key]) => isOwn(key))
    this.mine = new Map([...own, ...[...typed].filter(([key]) => !isOwn(key))])
    this.status = (await this.api.status()).body
  }

  /**
   * @param {string} reason
   * @param {boolean} settled
   */
  async #change(reason, settled) {
    const sent = settled ? new Map([...this.mine].filter(([key]) => key !== WARNINGS)) : this.mine
    const before = this.mine
    const { body, etag } = await this.api.change(sent, { etag: this.#etag, reason })
    this.base = /** @type {JsonObject} */ (body)
    this.#etag = etag
    // Typed while it was under way.
    const { merged } = merge(before, this.mine, this.base)
    this.mine = isObject(merged) ? merged : this.base
    this.decisions = []
    if (settled) this.status = (await this.api.status()).body
  }
}
