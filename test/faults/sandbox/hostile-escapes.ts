import { absent, badResult, type Hostile, harmless, threw } from './hostile.ts'

const noConstructor = /is not a valid constructor|constructor/

/** Ways out of the compartment: to the host, its globals, its intrinsics, and our own objects. */
export const escapes: readonly Hostile[] = [
  {
    name: 'reaches for Function by the constructor of the config',
    body: `return config.constructor.constructor('return process')()`,
    ends: threw(noConstructor),
  },
  {
    name: 'reaches for Function by the constructor of an arrow function',
    body: `return (() => {}).constructor('return this')()`,
    ends: threw(noConstructor),
  },
  {
    name: 'reaches for the constructor of async functions',
    body: `return (async () => {}).constructor('return process')()`,
    ends: threw(noConstructor),
  },
  {
    name: 'reaches for the constructor of generators',
    body: `return (function* () {}).constructor('return process')().next()`,
    ends: threw(noConstructor),
  },
  {
    name: 'reaches for Function by a function of ours',
    body: `return crosswalk.add.constructor('return process')()`,
    ends: threw(noConstructor),
  },
  {
    name: 'calls Function',
    body: `return Function('return this')()`,
    ends: absent,
  },
  { name: 'calls eval indirectly', body: `return (0, eval)('this')`, ends: absent },
  { name: 'finds eval on globalThis', body: `return globalThis.eval('1')`, ends: absent },
  { name: 'ends the process', body: `process.exit(1)`, ends: absent },
  { name: 'ends the process by globalThis', body: `globalThis.process.exit(1)`, ends: absent },
  { name: 'looks for a receiver', body: `return { is: typeof this }`, ends: harmless({ is: 'undefined' }) },
  {
    name: 'looks for a receiver of its module',
    top: `const outer = this`,
    body: `return { is: typeof outer }`,
    ends: harmless({ is: 'undefined' }),
  },
  { name: 'requires at run time', top: `const r = require`, body: `return r('fs')`, ends: threw(/import/) },
  {
    name: 'names the module of a CommonJS script',
    body: `return { a: typeof module.parent }`,
    ends: absent,
  },
  { name: 'asks who called it', body: `return arguments.callee.caller`, ends: threw(/callee/) },
  {
    name: 'asks for the caller of a function',
    body: `function f() { return f.caller } return { caller: f() }`,
    ends: badResult(/undefined at \/caller/),
  },
  {
    name: 'reads the stack for paths of ours',
    body: `return { stack: String(new Error('x').stack).includes('/') }`,
    ends: harmless({ stack: false }),
  },
  {
    name: 'prepares stack traces to get at frames',
    body: `Error.prepareStackTrace = (error, frames) => frames; return { stack: new Error().stack }`,
    ends: harmless({ stack: '' }),
  },
  {
    name: 'captures a stack trace',
    body: `const o = {}; Error.captureStackTrace(o); return { seen: String(o.stack).includes('/') }`,
    ends: harmless({ seen: false }),
  },
  {
    name: 'overflows the stack to catch an error of the host',
    body: `let e; const f = () => { try { f() } catch (x) { e = x } }; f()
      return { is: e instanceof RangeError, host: e.constructor.constructor === (() => {}).constructor }`,
    ends: harmless({ is: true, host: true }),
  },
  {
    name: 'makes a function of ours fail to get at its error class',
    body: `try { crosswalk.each('/a', { get length() { throw 1 } }); crosswalk.convert('/a', null) }
      catch (error) { error.constructor.prototype.code = 'mine'; return {} }`,
    ends: threw(/extensible|read only|Cannot/),
  },
  {
    name: 'changes what others import',
    body: `crosswalk.add = () => 1; return config`,
    ends: threw(/read only|Cannot/),
  },
  {
    name: 'hangs a value onto a function that others import',
    body: `crosswalk.add.last = config; return config`,
    ends: threw(/extensible/),
  },
  {
    name: 'pollutes Object.prototype',
    body: `Object.prototype.polluted = 1; return config`,
    ends: threw(/extensible/),
  },
  {
    name: 'pollutes by __proto__',
    body: `config.__proto__.polluted = 1; return config`,
    ends: absent,
  },
  {
    name: 'pollutes by a constructor',
    body: `config.constructor.prototype.toString = () => 'mine'; return config`,
    ends: threw(/Cannot assign|read only/),
  },
  {
    name: 'replaces a method of lists',
    body: `Array.prototype.push = function () { return 0 }; return config`,
    ends: threw(/read only|Cannot/),
  },
  {
    name: 'redefines what JSON.stringify does',
    body: `JSON.stringify = () => '{}'; return config`,
    ends: threw(/read only|Cannot/),
  },
  {
    name: 'swaps the prototype of Object.prototype',
    body: `Object.setPrototypeOf(Object.prototype, { polluted: 1 }); return config`,
    ends: threw(/prototype|extensible|Immutable/i),
  },
  {
    name: 'swaps the prototype of what its functions inherit from',
    body: `Object.setPrototypeOf(Function.prototype, null); return config`,
    ends: absent,
  },
  { name: 'writes a global', body: `globalThis.kept = config; return config`, ends: threw(/extensible/) },
  { name: 'writes an undeclared variable', body: `kept = config; return config`, ends: threw(/kept/) },
  {
    name: 'opens a compartment with all globals',
    body: `return new Compartment()`,
    ends: absent,
  },
  { name: 'locks down again', body: `lockdown(); return config`, ends: absent },
  { name: 'makes WebAssembly', body: `return new WebAssembly.Memory({})`, ends: absent },
  { name: 'shares memory', body: `return new SharedArrayBuffer(8)`, ends: absent },
  { name: 'waits on memory', body: `return Atomics.wait()`, ends: absent },
  { name: 'allocates outside the heap', body: `return new ArrayBuffer(2 ** 33)`, ends: absent },
  { name: 'allocates by typed arrays', body: `return new Uint8Array(2 ** 33)`, ends: absent },
  {
    name: 'gets bytes by an encoder',
    body: `return new TextEncoder().encode('x')`,
    ends: absent,
  },
  { name: 'makes a proxy', body: `return new Proxy({}, {})`, ends: absent },
  { name: 'watches garbage', body: `return new WeakRef(config)`, ends: absent },
  {
    name: 'is told of garbage',
    body: `return new FinalizationRegistry(() => {})`,
    ends: absent,
  },
  { name: 'sets a timer', body: `setTimeout(() => {}, 0); return config`, ends: absent },
  { name: 'goes to the network', body: `return fetch('http://127.0.0.1')`, ends: absent },
  { name: 'writes to the console', body: `console.log(config); return config`, ends: absent },
  {
    name: 'reads what an earlier regular expression matched',
    body: `/(.+)/.exec('secret'); return { last: RegExp.$1, input: RegExp.input }`,
    ends: badResult(/undefined at \/last/),
  },
]
