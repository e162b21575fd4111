import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { crosswalk } from '../../support/command-line.ts'
import { production } from '../rollout/production.ts'
import { configure } from './settings.ts'

const NAME = 'seo@1.1.0'
const RELEASE = parseReleaseName(NAME)

test('a report tells what became of a release, of its rollback, and of edits in between', async (t) => {
  const there = await production(t, { tenants: 12 })
  await configure(there)
  await there.approved(NAME)
  const configs = await there.configs()
  await there.services.backups.create(RELEASE, { environment: 'test', who: 'bob' })
  await there.push(NAME)
  const after = (await there.services.releases.report(RELEASE, 'test')).report
  assert.equal(after.about, 'release')
  assert.equal(after.facts.counts.migrated, configs.length)
  assert.ok(after.findings !== null, 'the workspace has the preview')
  const actions = after.facts.timeline.map(({ action }) => action)
  for (const action of ['release.propose', 'release.approve', 'backup.create', 'release.completed']) {
    assert.ok(actions.includes(action), action)
  }
  assert.deepEqual(
    actions,
    [...actions].sort((a, b) => actions.indexOf(a) - actions.indexOf(b)),
  )

  const mine = configs[0]?.id
  assert.ok(mine)
  await there.edit(mine, (config) => ({ ...config, edited: 'SECRET-VALUE' }))
  await there.rollBack(NAME)
  const { report, page } = await there.services.releases.report(RELEASE, 'test')
  assert.equal(report.about, 'rollback')
  assert.deepEqual(
    report.facts.edits.map(({ outcome, configs: of }) => [outcome, of]),
    [
      ['kept', 1],
      ['restored', 1],
    ],
  )
  assert.match(page, /## Analysis\n\n### What happened\n/)
  assert.match(page, /- Rollback ended: 20\d\d-/)
  assert.doesNotMatch(page, /SECRET-VALUE/)

  const out = 'report.md'
  const words = ['report', NAME, '--env', 'test', '--out', out, '--json']
  const { status, stdout, stderr } = await crosswalk(words, { cwd: there.dir })
  assert.equal(status, 0, stdout + stderr)
  const result = JSON.parse(stdout)
  assert.deepEqual([result.about, result.state, result.figures.kept_edits], ['rollback', 'rolled_back', 1])
  const withoutTime = (text: string) => text.replace(/^Written on .*$/m, '')
  assert.equal(withoutTime(await readFile(join(there.dir, out), 'utf8')), withoutTime(page))
})
