import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReleaseInEnvironment } from '../../../shared/api/releases.ts'
import { releaseList } from './list.ts'

const release = (agent: string, version: string) => ({ release: `${agent}@${version}`, agent, version })

const there = (
  agent: string,
  version: string,
  state: ReleaseInEnvironment['state'],
): ReleaseInEnvironment => ({
  ...release(agent, version),
  state,
  digest: '',
  author: '',
  createdAt: '',
  migrated: 0,
  held: 0,
  failed: 0,
  rolledBack: 0,
  remaining: null,
  holder: null,
})

test('releases stand under their agent, the highest version first, wherever they are known', () => {
  const found = releaseList(
    [release('seo', '1.9.0'), release('content', '1.0.0')],
    [
      {
        name: 'production',
        releases: [there('seo', '1.10.0', 'completed'), there('seo', '1.9.0', 'rolled_back')],
      },
    ],
    '',
  )
  assert.deepEqual(
    found.map(({ agent, releases }) => [
      agent,
      releases.map(({ version, places }) => `${version} ${places.length}`),
    ]),
    [
      ['content', ['1.0.0 0']],
      ['seo', ['1.10.0 1', '1.9.0 1']],
    ],
  )
})

test('of several of one name the newest stands for it, which comes first', () => {
  const [seo] = releaseList(
    [],
    [
      {
        name: 'production',
        releases: [there('seo', '1.1.0', 'proposed'), there('seo', '1.1.0', 'rolled_back')],
      },
    ],
    'SEO@1',
  )
  assert.equal(seo?.releases.length, 1)
  assert.equal(seo.releases[0]?.places[0]?.found.state, 'proposed')
  assert.deepEqual(releaseList([release('seo', '1.0.0')], [], 'content'), [])
})
