/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./values.js').Path} Path
 * @typedef {import('./schema.js').Form} Shape
 * @typedef {import('./form.js').Form} Form
 * @typedef {import('./form.js').Place} Place
 */
import { button, el, newId, say } from './dom.js'
import { icon } from './icons.js'
import {
  blank,
  fits,
  formOf,
  inWords,
  isRequired,
  memberSchema,
  namedMembers,
  ownMembers,
  textOf,
} from './schema.js'
import { isObject } from './values.js'

/**
 * A group of settings: those that the schema names, those that the user has added, and a way to add more.
 *
 * @param {Form} form
 * @param {Shape} shape
 * @param {Path} path
 * @param {Place} place
 * @returns {HTMLElement}
 */
export function group(form, shape, path, { label, bare = false }) {
  const error = el('p', { class: 'error', id: newId(), hidden: true })
  const about = textOf(shape.schema, 'description')
  const members = el('div', { class: 'members' })
  const element = bare
    ? el('div', { class: 'group', tabindex: -1 })
    : el(
        'fieldset',
        { class: 'group', tabindex: -1, 'aria-describedby': error.id },
        el('legend', {}, label),
        about !== undefined && el('p', { class: 'about' }, about),
      )
  form.hold(path, { focus: element, error, schema: shape.schema, label })
  const draw = () => members.replaceChildren(...drawMembers(form, shape, path, label, draw))
  draw()
  element.append(members, error)
  return element
}

/**
 * @param {Form} form
 * @param {Shape} shape
 * @param {Path} path
 * @param {string} label
 * @param {() => void} draw
 */
function drawMembers(form, { schema }, path, label, draw) {
  const value = form.model.get(path)
  const named = namedMembers(schema)
  /** @param {string} key */
  const formAt = (key) => {
    const member = memberSchema(schema, key)
    return formOf(form.model.root, member, form.model.get([...path, key]))
  }
  // Members of one kind are called by what tells them apart.
  const titles = [...named.keys()].map((key) => textOf(formAt(key).schema, 'title'))
  /** @param {string} title */
  const isShared = (title) => titles.indexOf(title) !== titles.lastIndexOf(title)
  const known = [...named]
    .filter(([key]) => formAt(key).kind !== 'fixed')
    .sort(([a], [b]) => rank(a, formAt(a)) - rank(b, formAt(b)))
    .map(([key, member]) => {
      const title = textOf(formAt(key).schema, 'title')
      const name = title === undefined || isShared(title) ? inWords(key) : title
      return form.field(member, [...path, key], { label: name, required: isRequired(schema, key) })
    })
  const own = isObject(value) ? [...value.keys()].filter((key) => !named.has(key)) : []
  const added = own.map((key) => {
    const remove = button('', () => change(form, path, key, undefined, draw, `${key} removed`), {
      class: 'icon',
      'aria-label': `Remove ${key} from ${label}`,
    })
    remove.append(icon('remove'))
    const field = form.field(memberSchema(schema, key), [...path, key], { label: key, required: true })
    return el('div', { class: 'own' }, field, remove)
  })
  const more = ownMembers(schema)
  const isTold = added.length === 0 && known.length === 0 && more === undefined
  return [
    ...known,
    ...added,
    ...(more === undefined
      ? []
      : [adder(form, { schema, more, path, label, own: [...named.keys(), ...own], draw })]),
    ...(isTold ? [el('p', { class: 'about' }, 'There is nothing to set here.')] : []),
  ]
}

/**
 * Whether something is on comes first, groups come last; a release does not keep the order that its author gave.
 *
 * @param {string} key
 * @param {Shape} shape
 */
const rank = (key, { kind }) => (key === 'enabled' ? 0 : kind === 'group' ? 2 : 1)

/**
 * @param {Form} form
 * @param {Path} path
 * @param {string} key
 * @param {Json | undefined} value
 * @param {() => void} draw
 * @param {string} said
 */
function change(form, path, key, value, draw, said) {
  form.model.set([...path, key], value)
  draw()
  say(said)
}

/** What may be added where the schema does not say. */
const FREE = /** @type {readonly [label: string, value: Json][]} */ ([
  ['Text', ''],
  ['Number', 0],
  ['On or off', false],
  ['List', []],
  ['Group', new Map()],
])

/**
 * @param {Form} form
 * @param {{ schema: Shape['schema'], more: Shape['schema'], path: Path, label: string, own: readonly string[], draw: () => void }} of
 */
function adder(form, { schema, more, path, label, own, draw }) {
  const error = el('p', { class: 'error', id: newId(), hidden: true })
  const input = el('input', {
    type: 'text',
    autocomplete: 'off',
    'aria-label': `Name of what to add to ${label}`,
    'aria-describedby': error.id,
    placeholder: 'Name',
  })
  const isFree = formOf(form.model.root, more, undefined).kind === 'json'
  const kinds = el(
    'select',
    { 'aria-label': 'Kind' },
    ...FREE.map(([name], at) => el('option', { value: at }, name)),
  )
  const add = () => {
    const key = input.value.trim()
    const problem = refuse(key, own, schema)
    error.textContent = problem ?? ''
    error.hidden = problem === undefined
    if (problem !== undefined) return input.focus()
    const value = isFree ? (FREE[kinds.selectedIndex]?.[1] ?? '') : blank(form.model.root, more)
    const around = input.closest('.members')
    change(form, path, key, value, draw, `${key} added to ${label}`)
    const fields = around?.querySelectorAll(':scope > .own')
    const first = fields?.[fields.length - 1]?.querySelector('input, select, textarea, button')
    if (first instanceof HTMLElement) first.focus()
  }
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') add()
  })
  const button_ = button('Add', add, { class: 'quiet', 'aria-label': `Add to ${label}` })
  button_.prepend(icon('add'))
  return el(
    'div',
    { class: 'adder' },
    el('div', { class: 'with-button' }, input, isFree && el('div', { class: 'select' }, kinds), button_),
    error,
  )
}

/**
 * @param {string} key
 * @param {readonly string[]} own
 * @param {Shape['schema']} schema
 */
function refuse(key, own, schema) {
  if (key === '') return 'Give it a name first.'
  if (own.includes(key)) return `There is a “${key}” here already.`
  const names = schema.get('propertyNames')
  const pattern = isObject(names) ? names.get('pattern') : undefined
  const fitting = typeof pattern !== 'string' || fits(pattern, key)
  return fitting ? undefined : 'The name does not have the form that is wanted here.'
}
