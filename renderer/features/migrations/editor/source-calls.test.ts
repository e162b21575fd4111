import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callAt, offsetAt, quotedAt } from './source-calls.ts'

const textOf = (source: string, { start, end }: { start: number; end: number }) => source.slice(start, end)

test('a call ends where its own bracket closes, whatever stands in texts and comments before', () => {
  const source = "  add('/a)', { b: [1, \"}\"], /* ) */ c: `)` }, // )\n  3),\n  rename('/x', 'y')"
  const call = callAt(source, 2)
  assert.ok(call)
  assert.equal(call.name, 'add')
  assert.equal(source.slice(call.end), ",\n  rename('/x', 'y')")
  assert.deepEqual(
    call.args.map((arg) => textOf(source, arg)),
    ["'/a)'", '{ b: [1, "}"], /* ) */ c: `)` }', '// )\n  3'],
  )
})

test('what is no call, or is not closed yet, gives none', () => {
  assert.equal(callAt('steps: [', 0), undefined)
  assert.equal(callAt("add('/a', {", 0), undefined)
  assert.equal(callAt("'add('", 0), undefined)
})

test('a line and a column lead into the text, and past its end to the end', () => {
  assert.equal(offsetAt('ab\ncd', { line: 2, column: 2 }), 4)
  assert.equal(offsetAt('ab\ncd', { line: 9, column: 9 }), 5)
})

test('the quoted text around an offset is that of its line, escapes and all', () => {
  const source = "const a = 'x'\nrename('/it\\'s', \"y\")"
  assert.equal(quotedAt(source, source.indexOf('/it'))?.text, "/it\\'s")
  assert.equal(quotedAt(source, source.indexOf('y'))?.text, 'y')
  assert.equal(quotedAt(source, source.indexOf('rename') + 2), undefined)
})
