/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./schema.js').Form} Form
 */
import { ExactNumber } from './json.js'
import { fits } from './schema.js'

/** @type {Readonly<Record<string, [form: RegExp, message: string]>>} */
const FORMATS = {
  email: [/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'Enter an e-mail address, such as ann@example.com.'],
  uri: [/^[a-z][a-z0-9+.-]*:\S+$/i, 'Enter a full address, such as https://example.com.'],
  date: [/^\d{4}-\d{2}-\d{2}$/, 'Enter a date as year-month-day, such as 2026-03-31.'],
}

/**
 * What is wrong with a value, in words; undefined where nothing is, as far as can be told here. The service judges.
 *
 * @param {Form} form
 * @param {Json | undefined} value
 * @returns {string | undefined}
 */
export function check({ kind, schema, nullable }, value) {
  if (value === undefined || (value === null && nullable)) return undefined
  if (kind === 'number') return checkNumber(schema, value)
  if ((kind === 'text' || kind === 'long-text') && typeof value === 'string') return checkText(schema, value)
  return undefined
}

/**
 * @param {Form['schema']} schema
 * @param {Json} value
 */
function checkNumber(schema, value) {
  const double = value instanceof ExactNumber ? Number(value.text) : value
  if (typeof double !== 'number') return 'Enter a number, with a point before decimals, such as 0.5.'
  if (schema.get('type') === 'integer' && !Number.isInteger(double)) return 'Enter a whole number.'
  const [least, most] = [schema.get('minimum'), schema.get('maximum')]
  const isLow = typeof least === 'number' && double < least
  const isHigh = typeof most === 'number' && double > most
  if (!isLow && !isHigh) return undefined
  if (typeof least === 'number' && typeof most === 'number') return `Enter a number from ${least} to ${most}.`
  return isLow ? `Enter ${least} or more.` : `Enter ${most} or less.`
}

/**
 * @param {Form['schema']} schema
 * @param {string} text
 */
function checkText(schema, text) {
  const [least, most] = [schema.get('minLength'), schema.get('maxLength')]
  if (typeof least === 'number' && text.length < least) {
    return least === 1 ? 'Fill this in.' : `Enter ${least} characters or more.`
  }
  if (typeof most === 'number' && text.length > most) return `Enter ${most} characters or fewer.`
  const [form, message] = FORMATS[String(schema.get('format'))] ?? []
  if (form !== undefined && !form.test(text)) return message
  const pattern = schema.get('pattern')
  return typeof pattern === 'string' && !fits(pattern, text)
    ? 'This does not have the form that is wanted here.'
    : undefined
}

/**
 * What the service has found, as a sentence.
 *
 * @param {string} problem such as `must be >= 0`
 */
export function asSentence(problem) {
  const [, missing] = /^must have required property '(.+)'$/.exec(problem) ?? []
  if (missing !== undefined) return `“${missing}” is missing.`
  if (problem.startsWith('must NOT have duplicate items')) return 'The same thing stands here twice.'
  return `This ${problem.replace('NOT', 'not').replaceAll('>=', 'at least').replaceAll('<=', 'at most')}.`
}
