import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { styleText } from 'node:util'
import fc from 'fast-check'
import { safeLine } from './page.ts'

const anyText = fc.string({ unit: 'binary' })
const red = (text: string): string => styleText('red', text, { validateStream: false })

describe('a safe line', () => {
  test('has nothing that a terminal obeys, whatever the data holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.doesNotMatch(
          safeLine(text.replaceAll('\u001b', '')),
          /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/u,
        )
      }),
    )
    // Setting the title, moving the cursor, the same in one character, and turning the direction.
    assert.equal(safeLine('a\u001b]0;title\u0007b'), 'a\\u001b]0;title\\u0007b')
    assert.equal(safeLine('a\u001b[2Ab\u009b2Ac\u202e'), 'a\\u001b[2Ab\\u009b2Ac\\u202e')
  })

  test('keeps colours', () => assert.equal(safeLine(red('a')), red('a')))

  test('of JSON is the same JSON', () => {
    fc.assert(fc.property(anyText, (text) => assert.equal(JSON.parse(safeLine(JSON.stringify(text))), text)))
  })
})
