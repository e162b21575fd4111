import { type Hostile, threw } from './hostile.ts'

/** What `up` throws: whatever would run code, hang or leak while an error is described. */
export const errors: readonly Hostile[] = [
  { name: 'throws undefined', body: `throw undefined`, ends: threw(/threw undefined/) },
  { name: 'throws null', body: `throw null`, ends: threw(/threw null/) },
  { name: 'throws a symbol', body: `throw Symbol('x')`, ends: threw(/threw a symbol/) },
  { name: 'throws a function', body: `throw () => { for (;;); }`, ends: threw(/threw a function/) },
  { name: 'throws a string', body: `throw 'just text'`, ends: threw(/threw a string: just text/) },
  {
    name: 'throws an error whose message loops',
    body: `throw { get message() { for (;;); } }`,
    ends: threw(/no message that can be read/),
  },
  {
    name: 'throws an error whose name throws',
    body: `class E extends Error { get name() { throw 1 } } throw new E('the text')`,
    ends: threw(/threw an object: the text/),
  },
  {
    name: 'throws an error whose text loops',
    body: `throw { toString() { for (;;); }, [Symbol.toPrimitive]() { for (;;); } }`,
    ends: threw(/threw an object/),
  },
  {
    name: 'throws an error whose message is an object',
    body: `const e = new Error('x'); Object.defineProperty(e, 'message', { value: { toString() { for (;;); } } }); throw e`,
    ends: threw(/no message that can be read/),
  },
  {
    name: 'throws a long message',
    body: `throw new Error('x'.repeat(5e6))`,
    ends: threw(/x{300}…\. Mend/),
  },
  {
    name: 'throws what a terminal would obey',
    body: `throw new Error('\\u001b[2J\\u001b]0;owned\\u0007\\nnext line')`,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is the point
    ends: threw(/^[^\u0000-\u001f]+$/),
  },
  {
    name: 'throws what looks like an error of ours',
    body: `throw Object.assign(new Error('forged'), { code: 'general/bug', data: {}, name: 'CrosswalkError' })`,
    ends: threw(/threw CrosswalkError: forged/),
  },
  {
    name: 'throws an error with a cause that contains itself',
    body: `const e = new Error('round'); e.cause = e; throw e`,
    ends: threw(/Error: round/),
  },
  {
    name: 'recurses without end',
    body: `const f = () => f() + 1; f()`,
    ends: threw(/RangeError: Maximum call stack/),
  },
  {
    name: 'asks for more than a string can hold',
    body: `return { a: 'x'.repeat(2 ** 30) }`,
    ends: threw(/RangeError/),
  },
  { name: 'asks for a list that cannot be', body: `return { a: new Array(-1) }`, ends: threw(/RangeError/) },
]
