import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { stripVTControlCharacters } from 'node:util'
import { ProgressDisplay, type ProgressEvent, type ProgressStyle } from './progress.ts'

/** A display whose clock the test turns, with what it wrote. */
function display(style: ProgressStyle, width = 100) {
  let now = 1000
  let written = ''
  const write = (text: string): void => {
    written += text
  }
  const sink = { style, page: { width, style: (_: unknown, text: string) => text }, write, now: () => now }
  const shown = new ProgressDisplay(sink)
  return {
    shown,
    write,
    /** An event some milliseconds after the last one. */
    after: (ms: number, done: number, more: Partial<ProgressEvent> = {}) => {
      now += ms
      shown.update({ label: 'Pushing seo@2.0.0', done, total: 20_000, unit: 'configs', ...more })
    },
    /** What was written since the last look. */
    take: () => {
      const taken = written
      written = ''
      return taken
    },
  }
}

describe('a bar', () => {
  test('has counts, rate and remaining time, and rewrites its line', () => {
    const { after, take, shown } = display('bar')
    after(0, 0)
    take()
    after(2000, 5000)
    const text = take()
    assert.ok(text.startsWith('\r\u001b[2K') && !text.includes('\n'))
    assert.equal(
      stripVTControlCharacters(text).trim(),
      'Pushing seo@2.0.0  [█████░░░░░░░░░░░░░░░]  25 %  5,000 of 20,000 configs  2,500/s  6.0 s left',
    )
    shown.end()
    assert.equal(take(), '\n')
  })

  test('is drawn at most ten times a second, and its last event always', () => {
    const { after, take, shown } = display('bar')
    for (let done = 0; done <= 1000; done++) after(1, done, { total: 1000 })
    shown.end()
    const drawn = take().split('\r').slice(1)
    assert.ok(drawn.length <= 12, `${drawn.length}`)
    assert.match(drawn.at(-1) ?? '', /100 % {2}1,000 of 1,000 configs {2}1,000\/s\n$/)
  })

  test('keeps within the terminal, however narrow', () => {
    for (let width = 10; width < 120; width += 3) {
      const { after, take } = display('bar', width)
      after(0, 0, { note: 'a note that says more' })
      after(500, 700, { note: 'a note that says more' })
      for (const line of take().split('\r')) assert.ok(stripVTControlCharacters(line).length < width)
    }
  })

  test('makes room for other lines and comes back', () => {
    const { after, take, shown, write } = display('bar')
    after(0, 0)
    take()
    shown.around(() => write('something else\n'))
    assert.ok(take().startsWith('\r\u001b[2Ksomething else\n\r\u001b[2KPushing'))
  })

  test('of the next label begins on a line of its own, with a rate of its own', () => {
    const { after, take, shown } = display('bar')
    after(0, 0)
    after(1000, 20_000)
    after(1000, 100, { label: 'Checking' })
    after(1000, 200, { label: 'Checking' })
    shown.end()
    assert.match(take(), /20,000 of 20,000 configs {2}20,000\/s\n\r.*Checking.* {2}100\/s .*\n$/s)
  })

  test('that is transient leaves nothing behind once it is done, and comes back when there is more', () => {
    const { after, take, shown } = display('bar')
    after(0, 0, { transient: true })
    after(1000, 20_000, { transient: true })
    assert.ok(take().endsWith('\r\u001b[2K'))
    shown.around(() => undefined)
    shown.end()
    assert.equal(take(), '')
    after(0, 100, { transient: true })
    assert.match(take(), /Pushing/)
    shown.end()
    assert.equal(take(), '\r\u001b[2K')
  })

  test('without a total counts up', () => {
    const { after, take } = display('bar')
    after(0, 0, { total: undefined })
    after(1000, 500, { total: undefined })
    assert.match(stripVTControlCharacters(take()), /Pushing seo@2\.0\.0 {2}500 configs {2}500\/s$/)
  })

  test('obeys nothing that stands in a label or note', () => {
    const { after, take } = display('bar')
    after(0, 0, { label: 'a\u001b[2J', note: 'b\u0007' })
    assert.match(take(), /a\\u001b\[2J.*b\\u0007/)
  })
})

describe('lines', () => {
  test('come at most every two seconds, the first and the last always', () => {
    const { after, take, shown } = display('lines')
    for (let done = 0; done <= 50; done++) after(100, done * 400)
    shown.end()
    const lines = take().split('\n').slice(0, -1)
    assert.deepEqual(
      lines.map((line) => /(\d+) %/.exec(line)?.[1]),
      ['0', '40', '80', '100'],
    )
    assert.equal(lines[1], 'Pushing seo@2.0.0  40 %  8,000 of 20,000 configs  4,000/s  3.0 s left')
  })

  test('say at once that all is done, and once only where the total grows with the count', () => {
    const { after, take, shown } = display('lines')
    after(0, 0)
    after(50, 10_000)
    take()
    after(50, 20_000)
    assert.match(take(), /^Pushing seo@2\.0\.0 {2}100 % {2}20,000 of 20,000 configs .*\n$/)
    for (let more = 1; more <= 20; more++) after(50, 20_000 + more, { total: 20_000 + more })
    assert.equal(take(), '')
    shown.end()
    assert.match(take(), /^Pushing seo@2\.0\.0 {2}100 % {2}20,020 of 20,020 configs .*\n$/)
    after(50, 3, { label: 'Checking', total: 3 })
    after(50, 3, { label: 'Checking', total: 3 })
    shown.end()
    assert.match(take(), /^Checking {2}100 %.*\n$/)
  })
})

describe('objects', () => {
  test('hold what a program needs, one a line', () => {
    const { after, take } = display('json')
    after(0, 0, { note: 'a\u0007' })
    after(2000, 5000, { total: undefined })
    const [first, second] = take().trimEnd().split('\n')
    assert.deepEqual(JSON.parse(first ?? ''), {
      label: 'Pushing seo@2.0.0',
      done: 0,
      total: 20_000,
      unit: 'configs',
      note: 'a\u0007',
      per_second: 0,
      seconds_left: null,
    })
    assert.deepEqual(JSON.parse(second ?? ''), {
      label: 'Pushing seo@2.0.0',
      done: 5000,
      total: null,
      unit: 'configs',
      per_second: 2500,
      seconds_left: null,
    })
  })
})
