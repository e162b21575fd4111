import { isList, isObject, isRawNumber, type Json, type JsonObject } from '../../json/value.ts'
import { writeJson } from '../../json/write.ts'
import { textAt } from '../document.ts'

/** A value as text, as it stands in a header or a text field: null is nothing, what is no text is JSON. */
export const toFieldText = (value: Json): string =>
  typeof value === 'string' ? value : value === null ? '' : writeJson(value)

/** What a tweak puts into a field for this value, or undefined where the field does not take it. */
export function toTweak(field: JsonObject, value: Json): Json | undefined {
  const type = textAt(field, 'type') ?? 'str'
  const fitting = field.list === true && TEXTS.has(type) ? toTexts(value) : toType(field, type, value)
  if (fitting === undefined) return undefined
  // These two are set as they are; every other field is set member by member where the tweak is an object.
  if (type === 'NestedDict' || type === 'mcp') return fitting
  // Before 1.13 a bound field went on looking its new value up as a variable's name, unless the tweak says no.
  return { value: fitting, ...(field.load_from_db === undefined ? {} : { load_from_db: false }) }
}

const TEXTS: ReadonlySet<string> = new Set([
  'str',
  'prompt',
  'link',
  'query',
  'other',
  'auth',
  'tab',
  'model',
])

const toTexts = (value: Json): Json => (isList(value) ? value.map(toFieldText) : [toFieldText(value)])

function toType(field: JsonObject, type: string, value: Json): Json | undefined {
  if (type === 'int') return isWhole(value) ? value : undefined
  if (type === 'float' || type === 'slider') return isNumber(value) ? value : undefined
  if (type === 'bool') return typeof value === 'boolean' ? value : undefined
  if (type === 'dict' || type === 'NestedDict') return isObject(value) ? value : undefined
  if (type === 'table') return isList(value) && value.every(isObject) ? value : undefined
  if (!TEXTS.has(type)) return undefined
  const text = toFieldText(value)
  const options = field.options
  const isChosen = options !== undefined && isList(options) && options.length > 0 && field.combobox !== true
  return isChosen && !options.includes(text) ? undefined : text
}

const isNumber = (value: Json): boolean => typeof value === 'number' || isRawNumber(value)
const isWhole = (value: Json): boolean =>
  typeof value === 'number' ? Number.isInteger(value) : isRawNumber(value) && /^-?\d+$/.test(value.rawJSON)
