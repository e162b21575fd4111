/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./values.js').Path} Path
 * @typedef {import('./schema.js').Form} Shape
 * @typedef {import('./form.js').Form} Form
 * @typedef {import('./form.js').Place} Place
 * @typedef {{ input: HTMLElement, body?: HTMLElement, said?: HTMLElement }} Made The input, what is around it, and what it says of itself.
 */
import { check } from './check.js'
import { button, el, newId } from './dom.js'
import { ExactNumber, isNumber, number, readJson, writeJson } from './json.js'
import { inWords, textOf } from './schema.js'
import { equal, getAt } from './values.js'

/**
 * The field of a single value: name, description, input, and room for what is wrong.
 *
 * @param {Form} form
 * @param {Shape} shape
 * @param {Path} path
 * @param {Place} place
 */
export function control(form, shape, path, place) {
  const { label, required, bare = false } = place
  const [id, aboutId, errorId] = [newId(), newId(), newId()]
  const about = textOf(shape.schema, 'description')
  const { input, body = input, said } = MAKERS[shape.kind](form, shape, path, place)
  const error = el('p', { class: 'error', id: errorId, hidden: true })
  input.id = id
  if (said) said.id = newId()
  input.setAttribute(
    'aria-describedby',
    [about && !bare && aboutId, said?.id, errorId].filter(Boolean).join(' '),
  )
  if (bare) input.setAttribute('aria-label', label)
  form.hold(path, { focus: input, error, schema: shape.schema, label })
  input.addEventListener('change', () => form.tell(path, check(shape, form.model.get(path))))
  const name = el(
    'label',
    { for: id },
    label,
    !required && shape.kind === 'secret' && el('span', { class: 'tag' }, 'Secret'),
  )
  return el(
    'div',
    { class: `field ${shape.kind}${bare ? ' bare' : ''}` },
    !bare &&
      el(
        'div',
        { class: 'name' },
        name,
        about !== undefined && el('p', { class: 'about', id: aboutId }, about),
      ),
    el('div', { class: 'value' }, body, said, recommended(form, shape, path), error),
  )
}

/**
 * What an emptied field means: nothing, where it may be nothing.
 *
 * @param {Form} form
 * @param {Shape} shape
 * @param {Path} path
 * @param {boolean} required
 * @returns {Json | undefined}
 */
function emptied(form, { schema, nullable }, path, required) {
  const stored = form.model.stored(path)
  if (stored === '' || (stored === null && nullable)) return stored
  if (stored === undefined && !required) return undefined
  if (nullable) return null
  const takesEmpty = !['minLength', 'pattern', 'format'].some((key) => schema.has(key))
  return takesEmpty || required ? '' : undefined
}

/** @typedef {(form: Form, shape: Shape, path: Path, place: Place) => Made} Maker */

/** @type {Maker} */
function makeText(form, shape, path, { required }) {
  const value = form.model.get(path)
  const text = typeof value === 'string' ? value : ''
  const isLong = shape.kind === 'long-text'
  const oninput = () =>
    form.model.set(path, input.value === '' ? emptied(form, shape, path, required) : input.value)
  const input = isLong
    ? el('textarea', { rows: 4, oninput })
    : el('input', { type: 'text', oninput, ...KEYBOARDS[String(shape.schema.get('format'))] })
  input.value = text
  input.autocomplete = 'off'
  input.spellcheck = isLong
  return { input }
}

/** @type {Readonly<Record<string, { inputmode: string }>>} */
const KEYBOARDS = { email: { inputmode: 'email' }, uri: { inputmode: 'url' } }

/** @param {Json | undefined} value */
const numberText = (value) =>
  value instanceof ExactNumber
    ? value.text
    : typeof value === 'number' || typeof value === 'string'
      ? String(value)
      : ''

/** @type {Maker} */
function makeNumber(form, shape, path, { required }) {
  const value = form.model.get(path)
  // No input of the type "number": it keeps to itself what it cannot read, and rounds what is long.
  const input = el('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off' })
  input.value = numberText(value)
  const slider = sliderFor(shape)
  const set = () => {
    const text = input.value.trim().replace(/^(-?)\./, '$10.')
    if (text === '')
      form.model.set(
        path,
        shape.nullable
          ? null
          : required
            ? ''
            : emptied(form, { ...shape, schema: EMPTY_IS_NOTHING }, path, false),
      )
    else form.model.set(path, isNumber(text) ? number(text) : text)
    if (slider && isNumber(text)) slider.value = text
  }
  input.addEventListener('input', set)
  if (slider === undefined) return { input }
  slider.value = numberText(value)
  slider.addEventListener('input', () => {
    input.value = slider.value
    set()
    form.tell(path, undefined)
  })
  return { input, body: el('div', { class: 'with-slider' }, slider, input) }
}

const EMPTY_IS_NOTHING = new Map([['pattern', '']])
const WIDEST_SLIDER = 100

/**
 * For those who point; the input beside it does the same by keyboard.
 *
 * @param {Shape} shape
 */
function sliderFor({ schema }) {
  const [min, max] = [schema.get('minimum'), schema.get('maximum')]
  if (typeof min !== 'number' || typeof max !== 'number' || max - min > WIDEST_SLIDER) return undefined
  const step = schema.get('type') === 'integer' ? 1 : max - min <= 1 ? 0.01 : 0.1
  return el('input', { type: 'range', min, max, step, tabindex: -1, 'aria-hidden': 'true' })
}

/** @type {Maker} */
function makeSwitch(form, _, path) {
  const input = el('input', { type: 'checkbox', role: 'switch' })
  input.checked = form.model.get(path) === true
  input.addEventListener('change', () => form.model.set(path, input.checked))
  return { input }
}

/** @type {Maker} */
function makeChoice(form, { schema }, path, { required }) {
  const value = form.model.get(path)
  const offered = /** @type {Json[]} */ (schema.get('enum'))
  const isGone = value !== undefined && !offered.some((one) => equal(one, value))
  /** @type {[value: Json | undefined, label: string][]} */
  const all = [
    ...(value === undefined || !required
      ? [/** @type {[undefined, string]} */ ([undefined, 'Not set'])]
      : []),
    ...(isGone ? [/** @type {[Json, string]} */ ([value, `${show(value)} (no longer offered)`])] : []),
    ...offered.map(
      (one) => /** @type {[Json, string]} */ ([one, typeof one === 'string' ? inWords(one) : show(one)]),
    ),
  ]
  const input = el('select', {}, ...all.map(([, label], at) => el('option', { value: at }, label)))
  input.selectedIndex = all.findIndex(([one]) => equal(one, value))
  input.addEventListener('change', () => form.model.set(path, all[input.selectedIndex]?.[0]))
  return { input, body: el('div', { class: 'select' }, input) }
}

/** @type {Maker} */
function makeSecret(form, shape, path, { required, label }) {
  const isStored = () => ![undefined, null, ''].includes(/** @type {string} */ (form.model.get(path)))
  const input = el('input', { type: 'password', autocomplete: 'new-password' })
  const said = el('p', { class: 'about' })
  const remove = button(
    'Remove',
    () => {
      input.value = ''
      form.model.set(path, shape.nullable ? null : required ? '' : undefined)
      describe()
      input.focus()
    },
    { class: 'quiet', 'aria-label': `Remove ${label}` },
  )
  const describe = () => {
    const isNew = !equal(form.model.get(path), form.model.stored(path))
    said.textContent = isStored()
      ? isNew
        ? 'A new value, to be saved.'
        : 'A value is stored. It is never shown; type to replace it.'
      : isNew
        ? 'To be removed.'
        : 'Nothing is stored.'
    remove.hidden = !isStored()
  }
  input.addEventListener('input', () => {
    form.model.set(path, input.value === '' ? form.model.stored(path) : input.value)
    describe()
  })
  describe()
  return { input, said, body: el('div', { class: 'with-button' }, input, remove) }
}

/** @type {Maker} */
function makeJson(form, _, path) {
  const value = form.model.get(path)
  const input = el('textarea', { rows: 4, class: 'code', spellcheck: 'false' })
  input.value = value === undefined ? '' : writeJson(value, { indent: '  ' })
  input.addEventListener('input', () => {
    try {
      form.model.set(path, input.value.trim() === '' ? undefined : readJson(input.value))
      form.tell(path, undefined)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      form.tell(path, `${error.message} What was there before stands until it is.`)
    }
  })
  return { input }
}

/** @type {Maker} */
const makeFixed = (form, _, path) => ({ input: el('output', {}, show(form.model.get(path))) })

/** @type {Readonly<Record<Shape['kind'], Maker>>} */
const MAKERS = {
  text: makeText,
  'long-text': makeText,
  number: makeNumber,
  switch: makeSwitch,
  choice: makeChoice,
  secret: makeSecret,
  json: makeJson,
  fixed: makeFixed,
  // These two have files of their own, and are never asked for here.
  group: makeJson,
  list: makeJson,
}

/**
 * What the default config has, beside a setting that differs.
 *
 * @param {Form} form
 * @param {Shape} shape
 * @param {Path} path
 */
function recommended(form, shape, path) {
  const { recommends, usual, get, set } = form.model
  const better = usual(path)
  if (!recommends || shape.kind === 'secret' || better === undefined || better === null || better === '')
    return undefined
  if (equal(better, get(path))) return undefined
  const note = el('p', { class: 'usual' }, `Recommended: ${show(better)} `)
  note.append(
    button(
      'Use this',
      () => {
        set(path, better)
        form.draw()
      },
      { class: 'link' },
    ),
  )
  return note
}

const LONGEST = 200

/**
 * A value for people to read.
 *
 * @param {Json | undefined} value
 * @returns {string}
 */
export function show(value) {
  if (value === undefined || value === null || value === '') return 'not set'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (value instanceof ExactNumber) return value.text
  if (Array.isArray(value)) {
    if (value.length === 0) return 'empty'
    return cut(value.map((item) => nameOfItem(item) ?? show(item)).join(', '))
  }
  return cut(value instanceof Map ? writeJson(value) : String(value))
}

/** @param {string} text */
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text)

/**
 * What an item of a list calls itself.
 *
 * @param {Json | undefined} item
 */
export function nameOfItem(item) {
  const name = ['name', 'title', 'label', 'id']
    .map((key) => getAt(item, [key]))
    .find((one) => typeof one === 'string' && one !== '')
  return typeof name === 'string' ? name : undefined
}
