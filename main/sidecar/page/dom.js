/** @typedef {Node | string | undefined | false} Child */

/**
 * Makes an element. Members that begin with `on` are listeners; those of value `undefined` or `false` are left out.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {{ [name: string]: unknown }} attributes
 * @param {readonly Child[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value))
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child) => child !== undefined && child !== false))
  return element
}

/**
 * @param {string} label
 * @param {() => void} onclick
 * @param {{ [name: string]: unknown }} attributes
 */
export const button = (label, onclick, attributes = {}) =>
  el('button', { type: 'button', onclick, ...attributes }, label)

/**
 * The element of the page with an id. Raises where page.html has none.
 *
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id)
  if (found === null) throw new TypeError(`the page has no element ${id}`)
  return found
}

/**
 * Tells those who do not see the page.
 *
 * @param {string} text
 */
export function say(text) {
  byId('live').textContent = text
}

let last = 0
/** An id that no other element has. */
export const newId = () => `x${++last}`
