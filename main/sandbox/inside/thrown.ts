const MAX_CHARACTERS = 300
const MAX_PROTOTYPES = 8

/**
 * Says what authored code threw, without running any of it: only data properties are read, so neither a
 * getter nor a `toString` of its own gets a chance to hang, to throw again or to lie twice.
 */
export function describeThrown(thrown: unknown): { name: string; message: string } {
  switch (typeof thrown) {
    case 'string':
      return { name: 'a string', message: cut(thrown) }
    case 'object':
      if (thrown === null) return { name: 'null', message: 'no message' }
      return {
        name: textOf(thrown, 'name') || 'an object',
        message: textOf(thrown, 'message') || 'no message that can be read',
      }
    case 'number':
    case 'boolean':
      return { name: `a ${typeof thrown}`, message: String(thrown) }
    case 'undefined':
      return { name: 'undefined', message: 'no message' }
    default:
      return { name: `a ${typeof thrown}`, message: 'no message' }
  }
}

function textOf(thrown: object, key: string): string {
  let object: object | null = thrown
  for (let level = 0; object !== null && level < MAX_PROTOTYPES; level++) {
    const property = Object.getOwnPropertyDescriptor(object, key)
    if (property) return typeof property.value === 'string' ? cut(property.value) : inherited(property)
    object = Object.getPrototypeOf(object) as object | null
  }
  return ''
}

// Our own lockdown makes accessors of Error.prototype's members; their getters are ours and give constants.
function inherited(property: PropertyDescriptor): string {
  return typeof property.get === 'function' && OURS.has(property.get)
    ? cut(String(property.get.call(undefined)))
    : ''
}

const OURS = new Set(
  [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError].flatMap(
    ({ prototype }) =>
      ['name', 'message'].flatMap((key) => Object.getOwnPropertyDescriptor(prototype, key)?.get ?? []),
  ),
)

function cut(text: string): string {
  const short = text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they would reach terminals and logs
  return short.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}
