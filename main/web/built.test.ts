import assert from 'node:assert/strict'
import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testFolder } from '../../test/support/workspace.ts'
import { ensureBuilt } from './built.ts'

/** A source, and a build of it that takes a moment and says how often it was made. */
async function buildable(t: TestContext) {
  const root = await testFolder(t)
  const source = join(root, 'renderer/main.tsx')
  await mkdir(join(root, 'renderer'))
  await writeFile(source, 'one')
  const folder = join(root, 'out/renderer')
  const there = { builds: 0, root, source, folder, lock: `${folder}.lock` }
  const build = async (to: string) => {
    there.builds++
    await mkdir(to, { recursive: true })
    await sleep(50)
    await writeFile(join(to, 'main.js'), await readFile(source))
  }
  const what = { root, sources: ['renderer/**/*.tsx'], folder, build }
  const ensure = (timeoutMs = 10_000) =>
    ensureBuilt({ signal: AbortSignal.timeout(timeoutMs), building: () => {}, what })
  return { there, ensure, built: () => readFile(join(folder, 'main.js'), 'utf8') }
}

test('it is built once, by several who ask at once too, and anew when a source has changed', async (t) => {
  const { there, ensure, built } = await buildable(t)
  await Promise.all([ensure(), ensure(), ensure()])
  await ensure()
  assert.deepEqual([there.builds, await built()], [1, 'one'])
  await writeFile(there.source, 'another')
  await Promise.all([ensure(), ensure()])
  assert.deepEqual([there.builds, await built()], [2, 'another'])
})

test('whoever finds it being built waits; a lock that a dead process left keeps nobody', async (t) => {
  const { there, ensure, built } = await buildable(t)
  await mkdir(join(there.root, 'out'))
  await writeFile(there.lock, '')
  await assert.rejects(ensure(300), { name: 'AbortError' })
  const old = new Date(Date.now() - 60_000)
  await utimes(there.lock, old, old)
  await ensure()
  assert.deepEqual([there.builds, await built()], [1, 'one'])
})

test('a build that fails leaves the earlier one, and says why', async (t) => {
  const { there, ensure, built } = await buildable(t)
  await ensure()
  await writeFile(there.source, 'another')
  const what = {
    root: there.root,
    sources: ['renderer/**/*.tsx'],
    folder: there.folder,
    build: async () => {
      throw new Error('main.tsx:3: unexpected "}"')
    },
  }
  await assert.rejects(ensureBuilt({ signal: AbortSignal.timeout(10_000), building: () => {}, what }), {
    code: 'web/not-built',
    message: /main\.tsx:3/,
  })
  assert.equal(await built(), 'one')
  await ensure()
  assert.equal(await built(), 'another')
})
