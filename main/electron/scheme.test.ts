import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { testFolder } from '../../test/support/workspace.ts'
import { answer } from './scheme.ts'

test('no address whatever leads out of the folder', async (t) => {
  const root = await testFolder(t)
  const folder = join(root, 'renderer')
  await mkdir(folder)
  await writeFile(join(root, 'secret.js'), 'secret')
  await writeFile(join(folder, 'main.js'), 'ours')
  assert.equal(await (await answer(new Request('app://crosswalk/main.js'), folder)).text(), 'ours')
  const hop = fc.constantFrom('..', '%2e%2e', '.%2e', '%252e%252e', '.', 'renderer', '')
  const separator = fc.constantFrom('/', '\\', '%2f', '%5c', '%252f', '%00')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(hop, separator), { maxLength: 4 }), async (hops) => {
      const url = `app://crosswalk/${hops.flat().join('')}secret.js`
      if (!URL.canParse(url)) return
      assert.doesNotMatch(await (await answer(new Request(url), folder)).text(), /secret/)
    }),
    { numRuns: 500 },
  )
})
