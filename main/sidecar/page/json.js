/**
 * Configs without loss: an object is a map, so that any key is a key like others and keeps its place, and a number
 * that JavaScript would round or write otherwise keeps its text.
 *
 * @typedef {import('./json-types.d.ts').Json} Json
 * @typedef {import('./json-types.d.ts').JsonObject} JsonObject
 */

/** A number as it stands in the text. */
export class ExactNumber {
  /** @param {string} text */
  constructor(text) {
    this.text = text
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON forbids within a string.
const STRING = /"(?:[^"\\\u0000-\u001f]|\\.)*"/y
const SPACE = /[ \t\n\r]*/y
const WORDS = /** @type {const} */ ([
  ['true', true],
  ['false', false],
  ['null', null],
])

/**
 * Reads a JSON text. Raises `SyntaxError`.
 *
 * @param {string} text
 * @returns {Json}
 */
export function readJson(text) {
  let at = 0
  const refuse = () => new SyntaxError(`This is no JSON at character ${at + 1}.`)
  const skip = () => {
    SPACE.lastIndex = at
    SPACE.test(text)
    at = SPACE.lastIndex
  }
  /** @param {RegExp} form */
  const take = (form) => {
    form.lastIndex = at
    const [found] = form.exec(text) ?? []
    if (found === undefined) throw refuse()
    at += found.length
    return found
  }
  /** @param {string} mark */
  const has = (mark) => {
    skip()
    if (!text.startsWith(mark, at)) return false
    at += mark.length
    return true
  }
  /** @param {string} mark */
  const need = (mark) => {
    if (!has(mark)) throw refuse()
  }
  /** @returns {string} */
  const string = () => {
    skip()
    return JSON.parse(take(STRING))
  }
  /** @returns {Json} */
  const value = () => {
    if (has('{')) return object()
    if (has('[')) return list()
    for (const [word, meaning] of WORDS) if (has(word)) return meaning
    return text[at] === '"' ? string() : number(take(NUMBER))
  }
  const object = () => {
    /** @type {JsonObject} */
    const members = new Map()
    if (has('}')) return members
    do {
      const key = string()
      if (members.has(key)) throw new SyntaxError(`The key ${JSON.stringify(key)} stands twice.`)
      need(':')
      members.set(key, value())
    } while (has(','))
    need('}')
    return members
  }
  const list = () => {
    /** @type {Json[]} */
    const items = []
    if (has(']')) return items
    do items.push(value())
    while (has(','))
    need(']')
    return items
  }
  const result = value()
  skip()
  if (at < text.length) throw refuse()
  return result
}

/**
 * A number from its JSON text.
 *
 * @param {string} text
 * @returns {number | ExactNumber}
 */
export function number(text) {
  const double = Number(text)
  return String(double) === text ? double : new ExactNumber(text)
}

/**
 * Whether a text is a number as JSON has it.
 *
 * @param {string} text
 */
export function isNumber(text) {
  NUMBER.lastIndex = 0
  return NUMBER.test(text) && NUMBER.lastIndex === text.length
}

/**
 * Writes a value; with `indent`, on several lines.
 *
 * @param {Json} value
 * @param {{ indent?: string }} [options]
 * @returns {string}
 */
export function writeJson(value, { indent } = {}) {
  /**
   * @param {string} open
   * @param {string[]} parts
   * @param {string} close
   * @param {string} margin
   */
  const wrap = (open, parts, close, margin) => {
    if (indent === undefined || parts.length === 0) return `${open}${parts.join(',')}${close}`
    return `${open}\n${parts.map((part) => `${margin}${indent}${part}`).join(',\n')}\n${margin}${close}`
  }
  const colon = indent === undefined ? ':' : ': '
  /**
   * @param {Json} one
   * @param {string} margin
   * @returns {string}
   */
  const write = (one, margin) => {
    const inner = margin + (indent ?? '')
    if (one instanceof ExactNumber) return one.text
    if (Array.isArray(one)) {
      return wrap(
        '[',
        one.map((item) => write(item, inner)),
        ']',
        margin,
      )
    }
    if (one instanceof Map) {
      const members = [...one].map(([key, member]) => JSON.stringify(key) + colon + write(member, inner))
      return wrap('{', members, '}', margin)
    }
    return JSON.stringify(one)
  }
  return write(value, '')
}
