import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stripVTControlCharacters, styleText } from 'node:util'
import fc from 'fast-check'
import { fit, widthOf } from './width.ts'

describe('a fitted text', () => {
  test('is never wider than it may be, and as it was where it fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const fitted = fit(text, columns)
        assert.ok(widthOf(fitted) <= columns)
        if (widthOf(text) <= columns) assert.equal(fitted, text)
        else assert.ok(fitted.endsWith('…') && stripVTControlCharacters(text).startsWith(fitted.slice(0, -1)))
      }),
    )
  })

  test('counts wide characters twice and colours not at all', () => {
    assert.equal(widthOf('顧客'), 4)
    assert.equal(widthOf('🚀'), 2)
    assert.equal(widthOf('e\u0301'), 1)
    assert.equal(widthOf(styleText('red', 'abc', { validateStream: false })), 3)
    assert.equal(fit('顧客番号', 5), '顧客…')
  })
})
