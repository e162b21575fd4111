import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const temporary = mkdtempSync(join(tmpdir(), 'crosswalk-leaks-'))
after(() => rmSync(temporary, { recursive: true }))

/** Runs one test file as `npm test` runs it, except that it does not wait as long. */
function runTestFile(name: string, text: string): { status: number | null; output: string } {
  const file = join(temporary, `${name}.test.ts`)
  writeFileSync(file, `import { test } from 'node:test'\n${text}\n`)
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const flags = scripts.test.split(' ').filter((word: string, at: number) => at > 0 && !word.startsWith('"'))
  const { NODE_TEST_CONTEXT: _, NODE_COMPILE_CACHE: __, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, file], {
    cwd: root,
    env: { ...env, TEST_LEAK_GRACE_MS: '200' },
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, output: stdout + stderr }
}

describe('npm test', () => {
  test('passes a file whose tests pass and leave nothing open', () => {
    const { status, output } = runTestFile('clean', `test('fine', () => {})`)
    assert.equal(status, 0, output)
    assert.match(output, /^ℹ pass 1$/m)
    assert.match(output, /^ℹ fail 0$/m)
  })

  for (const [what, text, resource] of [
    ['a timer', 'setInterval(() => {}, 1000)', 'Timeout'],
    ['a server', `(await import('node:net')).createServer().listen(0)`, 'TCPServerWrap'],
    ['a child process', `(await import('node:child_process')).spawn('sleep', ['30'])`, 'ProcessWrap'],
    [
      'a worker',
      `new (await import('node:worker_threads')).Worker('setInterval(() => {}, 9)', { eval: true })`,
      '',
    ],
  ] as const) {
    test(`fails a file that leaves ${what} open, and says what is open`, () => {
      const { status, output } = runTestFile(
        what.replaceAll(' ', '-'),
        `test('fine', async () => { ${text} })`,
      )
      assert.equal(status, 1, output)
      assert.match(output, new RegExp(`something keeps the process from ending; open: .*${resource}`))
    })
  }

  test('lets the processes of all files, and those that they start, share what Node has compiled', () => {
    const shown = `(await import('node:module')).getCompileCacheDir()`
    const { status, output } = runTestFile(
      'compiled',
      `const own = ${shown}
      const start = (await import('node:child_process')).execFileSync
      const started = start(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(`console.log(${shown})`)}])
      test('fine', (t) => t.diagnostic(JSON.stringify([own, String(started).trim()])))`,
    )
    assert.equal(status, 0, output)
    const [own, started] = JSON.parse(/\["[^\n]*\]/.exec(output)?.[0] ?? '[]')
    assert.match(own, /node_modules.\.cache.compiled-for-tests/)
    assert.equal(started, own)
  })

  test('fails a file with a failing test', () => {
    const { status } = runTestFile('failing', `test('wrong', () => { throw new Error('wrong') })`)
    assert.equal(status, 1)
  })
})
