/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./json.js').JsonObject} JsonObject
 * @typedef {import('./values.js').Path} Path
 * @typedef {{
 *   root: JsonObject,
 *   get(path: Path): Json | undefined,
 *   set(path: Path, value: Json | undefined): void,
 *   stored(path: Path): Json | undefined,
 *   usual(path: Path): Json | undefined,
 *   recommends: boolean,
 * }} Model What a form shows and changes. `stored` is what the service has, `usual` the default config; where the form
 *   `recommends`, it says so beside what differs.
 * @typedef {{ label: string, required: boolean, bare?: boolean }} Place How a field is named; a bare one shows no name.
 */
import { asSentence, check } from './check.js'
import { control } from './controls.js'
import { el, newId } from './dom.js'
import { group } from './groups.js'
import { list } from './lists.js'
import { formOf, inWords, isOwn, isRequired, memberSchema, namedMembers, textOf } from './schema.js'
import { isObject, pointer } from './values.js'

/** @typedef {{ focus: HTMLElement, error: HTMLElement, path: Path, schema: Json | undefined, label: string }} Slot */

/** The settings of a config, as its schema describes them. */
export class Form {
  /** @type {Map<string, Slot>} */
  #slots = new Map()

  /** @param {Model} model */
  constructor(model) {
    this.model = model
    this.element = el('div', { class: 'form' })
    this.draw()
  }

  /** The groups at the top, for a list of contents. */
  get sections() {
    return [...this.element.children].map((child) => ({
      id: child.id,
      title: child.querySelector('h2')?.textContent ?? '',
    }))
  }

  /** Shows the settings anew. */
  draw() {
    this.#slots.clear()
    const { root, get } = this.model
    const config = get([])
    const named = [...namedMembers(root).keys()]
    const own = isObject(config) ? [...config.keys()].filter((key) => !named.includes(key)) : []
    /** @type {HTMLElement[]} */
    const sections = []
    /** @type {HTMLElement[]} */
    const loose = []
    for (const key of [...named, ...own].filter((one) => !isOwn(one))) {
      const schema = memberSchema(root, key)
      const { kind, schema: found } = formOf(root, schema, get([key]))
      if (kind === 'fixed') continue
      const place = { label: textOf(found, 'title') ?? inWords(key), required: isRequired(root, key) }
      if (kind === 'group' || kind === 'list') sections.push(this.#section(schema, [key], place))
      else loose.push(this.field(schema, [key], place))
    }
    const general = loose.length === 0 ? [] : [this.#card('General', undefined, ...loose)]
    this.element.replaceChildren(...general, ...sections)
  }

  /**
   * @param {Json | undefined} schema
   * @param {Path} path
   * @param {Place} place
   */
  #section(schema, path, place) {
    const { schema: found } = formOf(this.model.root, schema, this.model.get(path))
    return this.#card(
      place.label,
      textOf(found, 'description'),
      this.field(schema, path, { ...place, bare: true }),
    )
  }

  /**
   * @param {string} title
   * @param {string | undefined} description
   * @param {HTMLElement[]} fields
   */
  #card(title, description, ...fields) {
    const id = newId()
    return el(
      'section',
      { class: 'card', id: `section-${title.toLowerCase().replaceAll(/\W+/g, '-')}`, 'aria-labelledby': id },
      el('h2', { id }, title),
      description !== undefined && el('p', { class: 'about' }, description),
      ...fields,
    )
  }

  /**
   * The field of a place.
   *
   * @param {Json | undefined} schema
   * @param {Path} path
   * @param {Place} place
   * @returns {HTMLElement}
   */
  field(schema, path, place) {
    const form = formOf(this.model.root, schema, this.model.get(path))
    if (form.kind === 'group') return group(this, form, path, place)
    if (form.kind === 'list') return list(this, form, path, place)
    return control(this, form, path, place)
  }

  /**
   * Where the problems of a place are told.
   *
   * @param {Path} path
   * @param {{ focus: HTMLElement, error: HTMLElement, schema: Json | undefined, label: string }} slot
   */
  hold(path, slot) {
    this.#slots.set(pointer(path), { ...slot, path })
  }

  /**
   * Says what is wrong at a place; nothing is, where there is no message.
   *
   * @param {Path} path
   * @param {string | undefined} message
   */
  tell(path, message) {
    const slot = this.#slots.get(pointer(path))
    if (slot !== undefined) tellAt(slot, message)
  }

  /**
   * Shows what the service has found, each at its place or at what is around it, and gives what was told where.
   *
   * @param {readonly { path: string, problem: string }[]} problems
   */
  tellAll(problems) {
    for (const slot of this.#slots.values()) tellAt(slot, undefined)
    return problems.map(({ path, problem }) => {
      const slot = this.#nearest(path)
      const value = slot && this.model.get(slot.path)
      const own = slot && check(formOf(this.model.root, slot.schema, value), value)
      const message = own ?? asSentence(problem)
      if (slot !== undefined) tellAt(slot, message)
      return { label: slot?.label ?? 'Settings', message, focus: slot?.focus }
    })
  }

  /**
   * @param {string} path
   * @returns {Slot | undefined}
   */
  #nearest(path) {
    const slot = this.#slots.get(path)
    return slot !== undefined || path === '' ? slot : this.#nearest(path.slice(0, path.lastIndexOf('/')))
  }
}

/**
 * @param {Slot} slot
 * @param {string | undefined} message
 */
function tellAt({ focus, error }, message) {
  error.textContent = message ?? ''
  error.hidden = message === undefined
  if (message === undefined) focus.removeAttribute('aria-invalid')
  else focus.setAttribute('aria-invalid', 'true')
}
