import { type Hostile, outOfMemory, timedOut } from './hostile.ts'

/** What never ends: only ending the process helps. */
export const loops: readonly Hostile[] = [
  { name: 'loops for ever', body: `while (true) {}`, ends: timedOut },
  {
    name: 'loops for ever and catches everything',
    body: `for (;;) { try { for (;;); } catch {} }`,
    ends: timedOut,
  },
  {
    name: 'matches a catastrophic regular expression',
    body: `return { a: /^(a+)+$/.test('a'.repeat(50) + 'b') }`,
    ends: timedOut,
  },
  {
    name: 'recurses into an exponential number of calls',
    body: `function f() { try { f() } finally { f() } } f()`,
    ends: timedOut,
  },
  { name: 'sorts without end', body: `return { a: [1, 2].sort(() => { for (;;); }) }`, ends: timedOut },
  { name: 'hangs in a getter of its result', body: `return { get a() { for (;;); } }`, ends: timedOut },
  {
    name: 'hangs in an iterator',
    body: `const [a] = { *[Symbol.iterator]() { for (;;); } }; return { a }`,
    ends: timedOut,
  },
  {
    name: 'returns and leaves an endless chain of microtasks',
    body: `(async () => { for (;;) await null })(); return config`,
    ends: timedOut,
  },
  {
    name: 'returns and leaves microtasks that breed',
    body: `const f = async () => { await null; f() }; f(); return config`,
    ends: timedOut,
  },
  { name: 'computes a huge integer', body: `return { a: String(7n ** (10n ** 8n)) }`, ends: timedOut },
]

/** What uses up the memory. */
export const memory: readonly Hostile[] = [
  { name: 'fills a list without end', body: `const a = []; for (;;) a.push({ a })`, ends: outOfMemory },
  {
    name: 'fills a Map without end',
    body: `const all = []; for (;;) { const m = new Map(); for (let i = 0; i < 1e6; i++) m.set(i, i); all.push(m) }`,
    ends: outOfMemory,
  },
  {
    name: 'keeps long strings',
    body: `const a = []; for (;;) { const s = 'xyz'.repeat(1e7); s.charCodeAt(5); a.push(s.replaceAll('z', 'w')) }`,
    ends: outOfMemory,
  },
  {
    name: 'allocates one huge list',
    body: `return { a: new Array(2 ** 27).fill({}).map(() => ({})) }`,
    ends: outOfMemory,
  },
  {
    name: 'spreads a generator without end',
    body: `return { a: [...(function* () { for (;;) yield {} })()] }`,
    ends: outOfMemory,
  },
]
