import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { tryLock } from './lock.ts'

test('one holds a lock at a time, within a process and between processes, and a killed one not at all', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-lock-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'some.lock')

  const first = tryLock(file)
  assert.ok(first)
  assert.equal(tryLock(file), undefined)
  first.release()

  const script = `import { tryLock } from ${JSON.stringify(new URL('lock.ts', import.meta.url))}
    // Kept, for a lock that is collected as garbage is let go.
    globalThis.lock = tryLock(${JSON.stringify(file)})
    console.log(globalThis.lock === undefined ? 'refused' : 'held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const [said] = await once(child.stdout, 'data')
  assert.match(String(said), /held/)
  assert.equal(tryLock(file), undefined)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const after = tryLock(file)
  assert.ok(after)
  after.release()
  assert.deepEqual(await readdir(folder), ['some.lock'])
})
