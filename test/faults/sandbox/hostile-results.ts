import { badResult, type Hostile, harmless, threw } from './hostile.ts'

const deep = `let r = {}; for (let i = 0; i < 100000; i++) r = { r }; return r`

/** What `up` returns: all that is no plain JSON object, and all that would run code while it is read. */
export const results: readonly Hostile[] = [
  { name: 'returns nothing', body: ``, ends: badResult(/returned undefined at the top/) },
  { name: 'returns null', body: `return null`, ends: badResult(/returned null at the top/) },
  { name: 'returns a list', body: `return [config]`, ends: badResult(/returned a list at the top/) },
  { name: 'returns a number', body: `return 5`, ends: badResult(/returned a number at the top/) },
  { name: 'returns text', body: `return JSON.stringify(config)`, ends: badResult(/a string at the top/) },
  { name: 'returns a function', body: `return () => config`, ends: badResult(/a function at the top/) },
  { name: 'is asynchronous', body: `return (async () => config)()`, ends: badResult(/instance of Promise/) },
  {
    name: 'rejects later',
    body: `return (async () => { throw new Error('later') })()`,
    ends: badResult(/instance of Promise/),
  },
  {
    name: 'is a generator',
    body: `return (function* () { yield config })()`,
    ends: badResult(/instance of a class/),
  },
  { name: 'is a thenable', body: `return { then(f) { f(1) } }`, ends: badResult(/a function at \/then/) },
  {
    name: 'brings a toJSON',
    body: `return { toJSON: () => ({}) }`,
    ends: badResult(/a function at \/toJSON/),
  },
  {
    name: 'inherits a toJSON',
    body: `class Result { toJSON() { return {} } } return new Result()`,
    ends: badResult(/instance of a class/),
  },
  {
    name: 'brings a Symbol.toPrimitive',
    body: `return { [Symbol.toPrimitive]: () => 1 }`,
    ends: badResult(/key is a symbol/),
  },
  {
    name: 'hides a member',
    body: `return Object.defineProperty({}, 'a', { value: 1 })`,
    ends: badResult(/not enumerable/),
  },
  {
    name: 'inherits its members',
    body: `return Object.create({ a: 1 })`,
    ends: badResult(/instance of a class/),
  },
  {
    name: 'leaves a member undefined',
    body: `return { a: { b: undefined } }`,
    ends: badResult(/undefined at \/a\/b/),
  },
  { name: 'gives NaN', body: `return { a: [0, Number('x')] }`, ends: badResult(/NaN at \/a\/1/) },
  { name: 'gives Infinity', body: `return { 'a/b': 1 / 0 }`, ends: badResult(/Infinity at \/a~1b/) },
  { name: 'gives a bigint', body: `return { a: 1n }`, ends: badResult(/a bigint at \/a/) },
  { name: 'gives a symbol', body: `return { a: Symbol('a') }`, ends: badResult(/a symbol at \/a/) },
  { name: 'gives a Date', body: `return { a: new Date(0) }`, ends: badResult(/instance of Date at \/a/) },
  { name: 'gives a Map', body: `return { a: new Map() }`, ends: badResult(/instance of Map at \/a/) },
  { name: 'gives a boxed number', body: `return { a: Object(1) }`, ends: badResult(/instance of Number/) },
  { name: 'gives an error', body: `return { a: new Error('x') }`, ends: badResult(/instance of Error/) },
  { name: 'leaves a hole in a list', body: `return { a: [1, , 3] }`, ends: badResult(/undefined at \/a\/1/) },
  {
    name: 'hangs a member onto a list',
    body: `return { a: Object.assign([1], { secret: 2 }) }`,
    ends: badResult(/members beside its items at \/a/),
  },
  {
    name: 'makes a list of another class',
    body: `class L extends Array {} return { a: new L() }`,
    ends: badResult(/class of its own at \/a/),
  },
  {
    name: 'takes the prototype from a list',
    body: `return { a: Object.setPrototypeOf([1], null) }`,
    ends: badResult(/class of its own at \/a/),
  },
  {
    name: 'returns a cycle',
    body: `config.self = config; return config`,
    ends: badResult(/contains itself/),
  },
  { name: 'returns great depth', body: deep, ends: badResult(/more than 512 levels/) },
  {
    name: 'returns one object very often',
    body: `let r = {}; for (let i = 0; i < 40; i++) r = { a: r, b: r }; return r`,
    ends: badResult(/more than 500000 values/),
  },
  {
    name: 'returns a long list',
    body: `return { a: Array.from({ length: 600000 }, () => 0) }`,
    ends: badResult(/more than 500000 values at \/a/),
  },
  {
    name: 'returns a long string',
    body: `return { a: 'x'.repeat(9 * 1024 * 1024) }`,
    ends: badResult(/more than 8388608 characters at \/a/),
  },
  {
    name: 'returns a long key',
    body: `return { ['x'.repeat(9e6)]: 1 }`,
    ends: badResult(/more than 8388608 characters/),
  },
  {
    name: 'gives half of a surrogate pair',
    body: `return { a: '\\ud83d' }`,
    ends: badResult(/half of a surrogate pair at \/a/),
  },
  { name: 'gives U+0000', body: `return { a: 'x\\0y' }`, ends: badResult(/U\+0000 at \/a/) },
  { name: 'gives a key with U+0000', body: `return { 'x\\0y': 1 }`, ends: badResult(/a key with/) },
  {
    name: 'gives raw JSON that is a string',
    body: `return { a: JSON.rawJSON('"x"') }`,
    ends: badResult(/something other than a number at \/a/),
  },
  {
    name: 'gives a getter that throws',
    body: `return { get a() { throw new TypeError('in a getter') } }`,
    ends: threw(/TypeError: in a getter/),
  },
  {
    name: 'gives a getter for a function',
    body: `return { get a() { return () => 1 } }`,
    ends: badResult(/a function at \/a/),
  },
  {
    name: 'gives a getter that differs each time',
    body: `let n = 0; return { get a() { return n++ } }`,
    ends: harmless({ a: 0 }),
  },
  {
    name: 'gives a getter that changes what comes after',
    body: `const r = { get a() { r.b = () => 1; return 1 }, b: 2 }; return r`,
    ends: badResult(/a function at \/b/),
  },
  {
    name: 'gives a getter in a list that shortens the list',
    body: `const list = [0, 1, 2]; Object.defineProperty(list, 0, { get() { list.length = 1; return 0 } })
      return { list }`,
    ends: badResult(/undefined at \/list\/1/),
  },
  {
    name: 'owns a member __proto__',
    body: `return JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}')`,
    ends: harmless(JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}')),
  },
  {
    name: 'has no prototype',
    body: `return Object.assign(Object.create(null), { a: 1 })`,
    ends: harmless({ a: 1 }),
  },
  { name: 'is frozen', body: `return Object.freeze({ a: Object.freeze([1]) })`, ends: harmless({ a: [1] }) },
  {
    name: 'changes the result after returning it',
    body: `const r = { a: 1 }; (async () => { await null; r.a = 2 })(); return r`,
    ends: harmless({ a: 1 }),
  },
  {
    name: 'changes the config after returning',
    body: `(async () => { await null; config.value = 2; delete config.hostile })(); return { value: config.value }`,
    ends: harmless({ value: 'mine' }),
  },
]
