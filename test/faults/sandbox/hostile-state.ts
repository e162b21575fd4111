import { absent, type Hostile, harmless, threw } from './hostile.ts'

const two = { values: ['one', 'two'] } as const
const nothingKept = harmless({ value: 'one', before: null }, { value: 'two', before: null })
const always = harmless({ count: 1 }, { count: 1 })

/** Ways to let one config's value into another's result, or to differ from run to run. */
export const state: readonly Hostile[] = [
  {
    name: 'keeps the last config in a variable of the module',
    top: `let last = null`,
    body: `const r = { value: config.value, before: last }; last = config.value; return r`,
    ...two,
    ends: nothingKept,
  },
  {
    name: 'keeps configs in a Map of the module',
    top: `const kept = new Map()`,
    body: `const before = kept.get('last') ?? null; kept.set('last', config.value); return { value: config.value, before }`,
    ...two,
    ends: nothingKept,
  },
  {
    name: 'keeps configs in a closure',
    top: `const keep = (() => { let last = null; return (next) => { const was = last; last = next; return was } })()`,
    body: `return { value: config.value, before: keep(config.value) }`,
    ...two,
    ends: nothingKept,
  },
  {
    name: 'keeps configs in a static member of a class',
    top: `class Kept { static last = null }`,
    body: `const before = Kept.last; Kept.last = config.value; return { value: config.value, before }`,
    ...two,
    ends: nothingKept,
  },
  {
    name: 'keeps configs by the identity of a template',
    top: `const tag = (strings) => strings; const here = () => tag\`x\`; const kept = new WeakMap()`,
    body: `const before = kept.get(here()) ?? null; kept.set(here(), config.value); return { value: config.value, before }`,
    ...two,
    ends: nothingKept,
  },
  {
    name: 'keeps configs on its own steps',
    top: `const shared = { last: null }`,
    body: `const before = shared.last; shared.last = config.value; return { value: config.value, before }`,
    ...two,
    ends: nothingKept,
  },
  {
    name: 'counts its calls',
    top: `let count = 0`,
    body: `return { count: ++count }`,
    ...two,
    ends: always,
  },
  {
    name: 'counts by the place in a regular expression',
    top: `const every = /x/g`,
    body: `every.test('xxxx'); return { count: every.lastIndex }`,
    ...two,
    ends: always,
  },
  {
    name: 'counts by a generator',
    top: `const numbers = (function* () { for (let n = 1; ; n++) yield n })()`,
    body: `return { count: numbers.next().value }`,
    ...two,
    ends: always,
  },
  {
    name: 'counts on a symbol of the registry',
    body: `Symbol.for('crosswalk').count = 1; return {}`,
    ends: threw(/Cannot create property|symbol/i),
  },
  {
    name: 'leaves a microtask that changes its module',
    top: `let count = 0`,
    body: `(async () => { await null; count += 10 })(); return { count: ++count }`,
    ...two,
    ends: always,
  },
  { name: 'draws a random number', body: `return { a: Math.random() }`, ends: threw(/random/) },
  { name: 'asks for the time', body: `return { a: Date.now() }`, ends: threw(/now/) },
  { name: 'asks for the date', body: `return { a: new Date().getTime() }`, ends: threw(/Date/) },
  { name: 'asks for the date as text', body: `return { a: Date() }`, ends: threw(/Date/) },
  { name: 'measures', body: `return { a: performance.now() }`, ends: absent },
  {
    name: 'asks for the locale',
    body: `return { a: Intl.DateTimeFormat() }`,
    ends: absent,
  },
  {
    name: 'formats for a locale',
    body: `return { a: (1234.5).toLocaleString('de-DE'), b: ['b', 'A'].sort((x, y) => x.localeCompare(y)).join() }`,
    ends: harmless({ a: '1234.5', b: 'A,b' }),
  },
  {
    name: 'asks for the time zone',
    body: `return { a: new Date(2020, 6, 1).toISOString(), b: new Date(0).getTimezoneOffset() }`,
    ends: harmless({ a: '2020-07-01T00:00:00.000Z', b: 0 }),
  },
]
