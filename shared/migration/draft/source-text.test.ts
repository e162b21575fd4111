import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { anyJson } from '../../../test/support/arbitrary.ts'
import { equalJson } from '../../json/equal.ts'
import { readJson } from '../../json/read.ts'
import { rawNumber } from '../../json/value.ts'
import { certain } from './drafted.ts'
import { inOneLine, isWritable, layOut, literal, quoted, WIDTH } from './source-text.ts'
import { stepText } from './step-text.ts'
import { writeModule } from './write-module.ts'

test('a literal is read as the value that it was written for, in one line or in many', () => {
  fc.assert(
    fc.property(anyJson, fc.nat({ max: 90 }), (value, indent) => {
      fc.pre(isWritable(value))
      for (const text of [layOut(literal(value), indent), inOneLine(literal(value))]) {
        const read = readJson(runInNewContext(`JSON.stringify((${text}))`) as string)
        assert.ok(equalJson(read, value), text)
      }
    }),
    { numRuns: 2000 },
  )
})

test('any text is read as it was, whatever quotes and signs it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      assert.equal(runInNewContext(quoted(value)), value)
    }),
  )
  assert.equal(quoted("it's"), `"it's"`)
  assert.equal(quoted('"a"'), `'"a"'`)
})

test('a number that no literal carries is told from one that is written with zeros', () => {
  assert.equal(isWritable({ a: [rawNumber('12345678901234567890')] }), false)
  assert.equal(isWritable(rawNumber('0.10000000000000000001')), false)
  assert.equal(isWritable(rawNumber('1.50')), true)
  assert.equal(inOneLine(literal(rawNumber('1.50'))), '1.5')
})

test('no line is longer than the formatter has it, where it can be broken', () => {
  const value = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [`key_${at}`, ['some', 'words', at]]),
  )
  for (const line of layOut(literal(value)).split('\n')) assert.ok(line.length <= WIDTH, line)
})

test('a step is written as an author writes it', () => {
  assert.equal(
    stepText({ op: 'convert', path: '/a', linear: { scale: 0.01, offset: 0 } }),
    "convert('/a', { scale: 0.01 })",
  )
  assert.equal(stepText({ op: 'hoist', under: '/a', keys: ['b'] }), "hoist('/a', ['b'])")
  assert.equal(
    stepText({
      op: 'when',
      condition: { path: '/a', equals: true },
      steps: [{ op: 'add', path: '/b', value: null }],
    }),
    "when({ path: '/a', equals: true }, [add('/b', null)])",
  )
})

test('no text of a schema or a config gets out of its comment', () => {
  const source = writeModule({
    agent: 'seo',
    from: '1.0.0',
    to: '1.1.0',
    summary: 'x',
    steps: [
      certain(
        { op: 'add', path: '/a', value: 1 },
        { note: 'one\nprocess.exit()\u2028globalThis.x = 1 */ //' },
      ),
    ],
    head: ['a\r\nimport x from "y"'],
  })
  const code = source.split(/[\n\r\u2028\u2029]/).filter((line) => !/^\s*\/\//.test(line))
  assert.ok(!code.some((line) => /process|globalThis|from "y"/.test(line)), source)
})
