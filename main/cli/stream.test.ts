import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { Output } from './output.ts'

/** Output whose reader takes nothing until it is told to. */
function outputTo(stdout: PassThrough): Output {
  const streams = { stdout, stderr: new PassThrough() }
  // A terminal's own members are not asked for: it is none.
  return new Output(streams as unknown as ConstructorParameters<typeof Output>[0], { json: false })
}

function pieces(count: number) {
  const seen = { made: 0, closed: false }
  async function* make(): AsyncGenerator<string, string> {
    try {
      for (; seen.made < count; seen.made++) yield 'x'.repeat(1000)
      return 'the end'
    } finally {
      seen.closed = true
    }
  }
  return { seen, generator: make() }
}

test('a long text is made only as fast as its reader takes it, and gives its end', async () => {
  const stdout = new PassThrough({ highWaterMark: 2000 })
  const { seen, generator } = pieces(50)
  const ended = outputTo(stdout).stream(generator)
  await new Promise((resolve) => setImmediate(resolve))
  assert.ok(seen.made < 8, String(seen.made))
  let read = 0
  stdout.on('data', (chunk: Buffer) => {
    read += chunk.length
  })
  assert.equal(await ended, 'the end')
  assert.equal(read, 50_000)
})

test('where the reader goes away, no more is made, and what the text holds open is let go', async () => {
  const stdout = new PassThrough({ highWaterMark: 2000 })
  const { seen, generator } = pieces(1000)
  const output = outputTo(stdout)
  const ended = output.stream(generator)
  stdout.once('data', () => stdout.destroy(Object.assign(new Error('gone'), { code: 'EPIPE' })))
  assert.equal(await ended, undefined)
  assert.ok(seen.closed && seen.made < 10)
  assert.equal(await output.end(), undefined)
  if (!stdout.closed) await once(stdout, 'close')
})
