import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { test } from 'node:test'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { lockWorkspace } from './workspace-lock.ts'

const busy = (message: RegExp) => (error: unknown) =>
  isCrosswalkError(error, 'workspace/busy') && error.retryable && message.test(error.message)

const MODULE = JSON.stringify(new URL('./workspace-lock.ts', import.meta.url).href)

/** A process that takes the lock, says so, and keeps it until it is killed. */
async function holder(t: { after(act: () => void): void }, root: string): Promise<ChildProcess> {
  const script = `
    const { lockWorkspace } = await import(${MODULE})
    lockWorkspace(${JSON.stringify(root)}, 'crosswalk snapshot pull')
    console.log('held')
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  return child
}

test('of two commands that write, the second is told at once who holds the workspace', async (t) => {
  const root = await testFolder(t)
  const lock = lockWorkspace(root, 'crosswalk push')
  assert.throws(
    () => lockWorkspace(root, 'crosswalk preview'),
    busy(new RegExp(`crosswalk push.*${process.pid}`)),
  )
  await lock.release()
  await lock.release()
  await lockWorkspace(root, 'crosswalk preview').release()
})

test('the lock of another process counts, and ends with it when it is killed', async (t) => {
  const root = await testFolder(t)
  const child = await holder(t, root)
  assert.throws(() => lockWorkspace(root, 'x'), busy(new RegExp(`snapshot pull.*${child.pid}`)))
  child.kill('SIGKILL')
  await once(child, 'exit')
  await lockWorkspace(root, 'x').release()
})

test('of many processes that want the lock of a killed one, only one gets it', async (t) => {
  const root = await testFolder(t)
  const dead = await holder(t, root)
  dead.kill('SIGKILL')
  await once(dead, 'exit')
  const script = `
    const { lockWorkspace } = await import(${MODULE})
    try { lockWorkspace(${JSON.stringify(root)}, 'x'); console.log('got it'); setTimeout(() => process.exit(), 3000) }
    catch (error) { console.log(error.code) }`
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
  t.after(() => {
    for (const child of children) child.kill('SIGKILL')
  })
  const said = await Promise.all(
    children.map(async (child) => String((await once(createInterface({ input: child.stdout }), 'line'))[0])),
  )
  assert.deepEqual(said.sort(), ['got it', ...Array.from({ length: 5 }, () => 'workspace/busy')])
})

test('a note that a killed command left, or nonsense in its place, is no lock', async (t) => {
  const root = await testFolder(t)
  await lockWorkspace(root, 'x').release()
  for (const note of ['{"pid":1,"command":"x","since":"y"}', 'nonsense', '']) {
    await writeFile(join(root, '.crosswalk/command.json'), note)
    const lock = lockWorkspace(root, 'x')
    await writeFile(join(root, '.crosswalk/command.json'), note)
    assert.throws(() => lockWorkspace(root, 'y'), busy(/./))
    await lock.release()
  }
})
