import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { crosswalk } from '../../../test/support/command-line.ts'
import { testFolder } from '../../../test/support/workspace.ts'

test('crosswalk flow diff', async (t) => {
  const workspace = join(await testFolder(t), 'ws')
  assert.equal((await crosswalk(['init', workspace])).status, 0)
  const diff = (...words: string[]) => crosswalk(['flow', 'diff', 'seo', ...words, '--workspace', workspace])

  await t.test('tells what changed and what that calls for', async () => {
    const { status, stdout } = await diff('1.0.0', '1.1.0')
    assert.equal(status, 0)
    assert.match(stdout, /^seo 1\.0\.0 -> 1\.1\.0: 1 node added, 1 changed; /)
    assert.match(stdout, /^\+ Search Console Property \(TextInput-pxcY8\)$/m)
    assert.match(stdout, /^- variable MIN_CONFIDENCE_SCORE: number, optional/m)
    assert.match(stdout, /^A breaking change: after 1\.0\.0 it calls for 2\.0\.0, and 1\.1\.0 is too low\.$/m)
  })

  await t.test('--summary leaves out the single changes, for people and for programs', async () => {
    const { stdout } = await diff('1.0.0', '1.1.0', '--summary')
    assert.match(stdout, /^seo 1\.0\.0 -> 1\.1\.0: .*\.\n\nA breaking change: /)
    assert.doesNotMatch(stdout, /^[+~-] /m)
    const result = JSON.parse((await diff('1.0.0', '1.1.0', '--summary', '--json')).stdout)
    assert.deepEqual(Object.keys(result), ['agent', 'before', 'after', 'counts', 'advice'])
    assert.equal(result.counts.nodes.added, 1)
    assert.equal(result.advice.given, 'too-low')
  })

  await t.test('--json gives every change', async () => {
    const result = JSON.parse((await diff('1.0.0', '1.1.0', '--json')).stdout)
    assert.deepEqual(Object.keys(result), [
      'agent',
      'before',
      'after',
      'counts',
      'advice',
      'flow',
      'metadata',
    ])
    assert.equal(result.flow.nodes.added[0].label, 'Search Console Property')
    assert.deepEqual(result.metadata.data_sources, { added: ['search_console'], removed: [] })
  })

  await t.test('of a version with itself says that nothing changed', async () => {
    const { stdout } = await diff('2.0.0', '2.0.0')
    assert.match(stdout, /^seo 2\.0\.0 -> 2\.0\.0: nothing changed\.$/m)
    assert.match(stdout, /^Nothing changed that calls for another version\.$/m)
  })

  await t.test('of a version that is not there is refused', async () => {
    assert.equal((await diff('1.0.0', '9.0.0')).status, 4)
  })
})
