/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./values.js').Path} Path
 * @typedef {import('./schema.js').Form} Shape
 * @typedef {import('./form.js').Form} Form
 * @typedef {import('./form.js').Place} Place
 */
import { nameOfItem } from './controls.js'
import { button, el, newId, say } from './dom.js'
import { icon } from './icons.js'
import { blank, formOf, textOf } from './schema.js'

/**
 * A list: its items in their order, to be moved, removed and added.
 *
 * @param {Form} form
 * @param {Shape} shape
 * @param {Path} path
 * @param {Place} place
 * @returns {HTMLElement}
 */
export function list(form, shape, path, { label, bare = false }) {
  const error = el('p', { class: 'error', id: newId(), hidden: true })
  const about = textOf(shape.schema, 'description')
  const rows = el('ol', { class: 'items' })
  const items = () => {
    const value = form.model.get(path)
    return Array.isArray(value) ? value : []
  }
  /**
   * @param {Json[]} next
   * @param {string} said
   * @param {() => Element | null | undefined} focus
   */
  const change = (next, said, focus) => {
    form.model.set(path, next)
    form.tell(path, undefined)
    draw()
    say(said)
    const there = focus() ?? add
    if (there instanceof HTMLElement) there.focus()
  }
  /** @param {number} at */
  const row = (at) => rows.children[at]
  const add = button(
    'Add',
    () => {
      const next = [...items(), blank(form.model.root, shape.schema.get('items'))]
      change(next, `Item ${next.length} added to ${label}`, () =>
        row(next.length - 1)?.querySelector('input, select, textarea'),
      )
    },
    { class: 'quiet', 'aria-label': `Add to ${label}` },
  )
  add.prepend(icon('add'))
  const draw = () => {
    const all = items()
    rows.replaceChildren(...all.map((item, at) => drawItem(item, at, all)))
    rows.hidden = all.length === 0
  }
  /**
   * @param {Json} item
   * @param {number} at
   * @param {readonly Json[]} all
   */
  const drawItem = (item, at, all) => {
    const { kind, schema } = formOf(form.model.root, shape.schema.get('items'), item)
    const what = `${textOf(schema, 'title') ?? 'Item'} ${at + 1}`
    const name = nameOfItem(item)
    const isGroup = kind === 'group' || kind === 'list'
    // What was typed since this was drawn is in the list that there is by then.
    /** @param {number} to */
    const move = (to) => () => {
      const now = items()
      const next = now.filter((_, place) => place !== at)
      next.splice(to, 0, ...now.slice(at, at + 1))
      const side = to < at ? 'up' : 'down'
      change(next, `Moved to place ${to + 1} of ${all.length}`, () => {
        const same = row(to)?.querySelector(`:scope > .tools [data-move=${side}]:not(:disabled)`)
        return same ?? row(to)?.querySelector(':scope > .tools button:not(:disabled)')
      })
    }
    const remove = () =>
      change(
        items().filter((_, place) => place !== at),
        `${what} removed from ${label}`,
        () => row(Math.min(at, all.length - 2))?.querySelector('.tools button:not(:disabled)'),
      )
    /**
     * @param {'up' | 'down' | 'remove'} image
     * @param {string} words
     * @param {() => void} act
     * @param {boolean} [disabled]
     */
    const tool = (image, words, act, disabled = false) => {
      const made = button('', act, {
        class: 'icon',
        disabled,
        'data-move': image,
        'aria-label': `${words} ${what} of ${label}`,
      })
      made.append(icon(image))
      return made
    }
    const field = form.field(shape.schema.get('items'), [...path, String(at)], {
      label: isGroup ? (name === undefined ? what : `${what}: ${name}`) : `${label}, item ${at + 1}`,
      required: true,
      bare: !isGroup,
    })
    const tools = el(
      'div',
      { class: 'tools' },
      tool('up', 'Move up:', move(at - 1), at === 0),
      tool('down', 'Move down:', move(at + 1), at === all.length - 1),
      tool('remove', 'Remove', remove),
    )
    return el('li', { class: isGroup ? 'item of-groups' : 'item' }, field, tools)
  }
  draw()
  const body = [rows, add, error]
  form.hold(path, { focus: add, error, schema: shape.schema, label })
  if (bare) return el('div', { class: 'list' }, ...body)
  const id = newId()
  return el(
    'div',
    { class: 'field list', role: 'group', 'aria-labelledby': id },
    el(
      'div',
      { class: 'name' },
      el('span', { id, class: 'label' }, label),
      about !== undefined && el('p', { class: 'about' }, about),
    ),
    el('div', { class: 'value' }, ...body),
  )
}
