import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'

/*
 * Texts of some 50 MB, each in a process of its own that has 1.5 GB: it must read the text or refuse it, and
 * run out of neither memory nor stack. `text` is an expression, since no argument is that long.
 */
const LARGE: readonly { readonly name: string; readonly text: string; readonly outcome: string }[] = [
  { name: 'one string', text: `JSON.stringify('x'.repeat(5e7))`, outcome: 'read' },
  { name: 'one string of escapes', text: `'["' + '\\\\n'.repeat(25e6) + '", 1.0]'`, outcome: 'read' },
  { name: 'one string that is not closed', text: `'["' + 'x'.repeat(5e7)`, outcome: 'json/invalid' },
  { name: 'nothing but backslashes', text: `'"' + '\\\\'.repeat(5e7)`, outcome: 'json/invalid' },
  { name: 'nothing but white space', text: `' '.repeat(5e7)`, outcome: 'json/invalid' },
  { name: 'a number', text: `'[' + '1'.repeat(5e7) + ']'`, outcome: 'json/unstorable' },
  { name: 'an exponent', text: `'[1e' + '0'.repeat(5e7) + '1]'`, outcome: 'json/unstorable' },
  { name: '16 million empty lists', text: `'[' + '[],'.repeat(16e6) + '[]]'`, outcome: 'json/too-large' },
  {
    name: '4.9 million empty lists and a kept number',
    text: `'[1.0,' + '[],'.repeat(4.9e6) + '[]]'`,
    outcome: 'read',
  },
  { name: '25 million brackets', text: `'['.repeat(25e6)`, outcome: 'json/too-large' },
  { name: '4 million brackets', text: `'['.repeat(4e6)`, outcome: 'json/too-deep' },
  { name: '5 million members', text: `'{' + '"k":1,'.repeat(5e6) + '"k":1}'`, outcome: 'json/too-large' },
  {
    name: '500 000 keys',
    text: `'{' + Array.from({ length: 5e5 }, (_, n) => '"' + n.toString(36) + 'k":1').join() + '}'`,
    outcome: 'read',
  },
  {
    name: '500 000 keys and a kept number',
    text: `'{"":1.0,' + Array.from({ length: 5e5 }, (_, n) => '"' + n.toString(36) + 'k":1').join() + '}'`,
    outcome: 'read',
  },
  {
    name: 'the same object again and again',
    text: `'[' + '{"a":[1.0,"x",null],"b":{"c":"日本"}},'.repeat(4e5) + '1]'`,
    outcome: 'read',
  },
  {
    name: 'the same deep branch again and again',
    text: `'[' + ('['.repeat(511) + ']'.repeat(511) + ',').repeat(9e3) + '1]'`,
    outcome: 'read',
  },
  { name: 'more bytes than are read', text: `JSON.stringify('日'.repeat(23e6))`, outcome: 'json/too-large' },
]

const READ = JSON.stringify(new URL('./read.ts', import.meta.url).href)

/** The program of the process. It counts as expected only what comes from the catalogue. */
const program = (text: string): string => `
  import { readJson } from ${READ}
  const text = ${text}
  const start = performance.now()
  let outcome = 'read'
  try {
    readJson(text, { duplicateKeys: 'last' })
  } catch (error) {
    if (error.name !== 'CrosswalkError') throw error
    outcome = error.code
  }
  console.log(outcome, 'in', Math.round(performance.now() - start), 'ms')
`

describe('A text of 50 MB is read or refused within 1.5 GB', { concurrency: 2 }, () => {
  for (const { name, text, outcome } of LARGE) {
    test(`${name}: ${outcome}`, async (t) => {
      const flags = ['--max-old-space-size=1500', '--input-type=module', '--eval', program(text)]
      // Rejects where the process exits with another status than 0.
      const { stdout } = await promisify(execFile)(process.execPath, flags)
      t.diagnostic(stdout.trim())
      assert.equal(stdout.split(' ')[0], outcome)
    })
  }
})
