import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, type TestContext, test } from 'node:test'
import { WriteStream } from 'node:tty'
import { styleText } from 'node:util'
import fc from 'fast-check'
import { pageOf, safeLine } from './page.ts'

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

describe('a page', () => {
  /** A stream that says it is a terminal, and knows its colours as Node's terminals do. */
  const { getColorDepth, hasColors } = WriteStream.prototype
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80, getColorDepth, hasColors })
  const pipe = new PassThrough()
  const isColoured = (stream: PassThrough): boolean =>
    pageOf(stream as unknown as NodeJS.WriteStream).style('red', 'text') !== 'text'

  /** Only these variables: CI, TMUX, COLORTERM and others have a say in what Node takes a terminal for. */
  function environment(t: TestContext, values: Record<string, string>): void {
    const before = { ...process.env }
    t.after(() => {
      process.env = before
    })
    process.env = { TERM: 'xterm-256color', ...values }
  }

  test('has colours on a terminal and nowhere else', (t) => {
    environment(t, {})
    assert.deepEqual([isColoured(terminal), isColoured(pipe)], [true, false])
  })

  test('has none where NO_COLOR is set, and always where FORCE_COLOR is', (t) => {
    environment(t, { NO_COLOR: '1' })
    assert.equal(isColoured(terminal), false)
    environment(t, { FORCE_COLOR: '1' })
    assert.deepEqual([isColoured(terminal), isColoured(pipe)], [true, true])
  })

  test('is as wide as the terminal, and unbounded elsewhere', () => {
    assert.equal(pageOf(terminal as unknown as NodeJS.WriteStream).width, 80)
    assert.equal(pageOf(pipe as unknown as NodeJS.WriteStream).width, Number.POSITIVE_INFINITY)
  })
})
