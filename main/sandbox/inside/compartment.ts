/**
 * All that a migration's module finds as globals. What is missing is missing on purpose: buffers and
 * typed arrays lie outside the heap that a process's memory limit bounds; proxies could answer a walk
 * differently each time; promises, weak references and compartments serve no synchronous function of
 * one config; eval and Function would make text that nobody reviewed into code.
 */
const GLOBALS: ReadonlySet<PropertyKey> = new Set([
  ...['globalThis', 'undefined', 'NaN', 'Infinity'],
  ...['Object', 'Array', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'RegExp', 'Date'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'Iterator', 'JSON', 'Math', 'Reflect'],
  ...['isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent'],
  ...[
    'Error',
    'AggregateError',
    'EvalError',
    'RangeError',
    'ReferenceError',
    'SyntaxError',
    'TypeError',
    'URIError',
  ],
])

type MakeFunction = (...parametersAndBody: string[]) => unknown

/**
 * Gives the function constructor of a new compartment, whose globals are few and frozen: nothing in it
 * can keep a value for later. Parameters and body are parsed each by itself, so that no body can end the
 * function early and put something of its own around it.
 */
export function makeCompartment(): MakeFunction {
  const inner: Record<PropertyKey, unknown> = new Compartment({ globals: {}, __options__: true }).globalThis
  const makeFunction = inner.Function as MakeFunction
  for (const name of Reflect.ownKeys(inner)) {
    if (typeof name === 'string' && !GLOBALS.has(name)) delete inner[name]
  }
  // Before anything is evaluated: SES then binds them as constants, and access to them costs nothing.
  Object.freeze(inner)
  return makeFunction
}
