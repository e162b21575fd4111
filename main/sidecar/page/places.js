/**
 * @typedef {import('./json.js').Json} Json
 * @typedef {import('./json.js').JsonObject} JsonObject
 * @typedef {import('./values.js').Path} Path
 */
import { show } from './controls.js'
import { formOf, inWords, memberSchema, textOf, withoutSecrets } from './schema.js'
import { getAt } from './values.js'

/**
 * The schemas from the top down to a place, with their values.
 *
 * @param {JsonObject} root
 * @param {Json | undefined} config
 * @param {Path} path
 */
function wayTo(root, config, path) {
  /** @type {Json | undefined} */
  let schema = root
  return path.map((token, at) => {
    schema = memberSchema(formOf(root, schema, getAt(config, path.slice(0, at))).schema, token)
    return { token, schema, form: formOf(root, schema, getAt(config, path.slice(0, at + 1))) }
  })
}

/**
 * What a place is called, from the top down.
 *
 * @param {JsonObject} root
 * @param {Json | undefined} config
 * @param {Path} path
 */
export const nameOf = (root, config, path) =>
  wayTo(root, config, path)
    .map(({ token, form }) => textOf(form.schema, 'title') ?? inWords(token))
    .join(' › ')

/**
 * A value for people to read; of secrets, that there is one.
 *
 * @param {JsonObject} root
 * @param {Json | undefined} config
 * @param {Path} path
 * @param {Json | undefined} value
 */
export function shownAt(root, config, path, value) {
  const way = wayTo(root, config, path)
  if (way.some(({ form }) => form.kind === 'secret'))
    return value === undefined || value === null ? 'not set' : 'a secret'
  const schema = way.at(-1)?.schema
  const open = withoutSecrets(root, schema, value)
  return open === undefined && value !== undefined ? 'something with a secret' : show(open)
}
