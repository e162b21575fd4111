import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { configure } from '../../../test/faults/backup/settings.ts'
import { type Client, jobEnd, openDesk } from '../../../test/support/api-desk.ts'

const RELEASE = 'seo@1.1.0'
const WHERE = { release: RELEASE, environment: 'test' }
const [ANN, BOB] = ['ann@example.com', 'bob@example.com']
const CHECKLIST = 'releases/seo@1.1.0.checklist.json'

/** A draft by ann, of a preview of the whole environment. */
async function drafted(t: Parameters<typeof openDesk>[0], change?: Parameters<typeof openDesk>[2]) {
  const { there, as } = await openDesk(t, { tenants: 5 }, change)
  const [ann, bob] = [as(ANN), as(BOB)]
  const agent = 'seo' as never
  await there.services.snapshots.pull({ environment: 'test', agent }, undefined)
  const { preview } = await there.services.previews.run({ agent, to: '1.1.0' as never }, () => undefined)
  const made = await ann.releases.create({
    agent: 'seo',
    version: '1.1.0',
    preview,
    notes: 'read me',
    existing: 'refuse',
  })
  return { there, ann, bob, made, preview }
}

const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
  } catch (error) {
    return (error as { data: { code: string } }).data.code
  }
  return 'not refused'
}

const stepOf = async (client: Client, id: string) =>
  (await client.checklists.get(WHERE)).parts.flatMap(({ steps }) => steps).find((step) => step.id === id)

test('a release goes from its draft to its end by two people, and says at each stage what it lacks', async (t) => {
  const { there, ann, bob, made, preview } = await drafted(t, () => ({
    approvals: [{ name: 'Operations', approvers: [BOB] }],
  }))
  assert.equal(made.release, RELEASE)
  assert.deepEqual(
    (await ann.releases.previews()).map(({ id, configs }) => [id, configs]),
    [[preview, 5]],
  )
  assert.equal(await ann.releases.standing(WHERE), null)
  assert.equal((await ann.releases.preview({ release: RELEASE }))?.migrated, 5)

  const proposed = await jobEnd(ann, await ann.releases.propose(WHERE))
  assert.equal(proposed.state, 'done', proposed.failure?.message)
  const waiting = await ann.releases.standing(WHERE)
  assert.deepEqual(waiting?.approval.lacking, ['1 more approval for “Operations”, by bob@example.com'])
  assert.match(waiting.approval.refusals.join(), /ann@example.com is its author/)
  assert.deepEqual((await bob.releases.standing(WHERE))?.approval.refusals, [])
  assert.equal(await refusal(ann.releases.approve({ ...WHERE, reason: 'mine' })), 'release/author-approves')

  assert.deepEqual(await bob.releases.approve({ ...WHERE, reason: 'read' }), {
    state: 'approved',
    lacking: [],
  })
  const approved = await ann.releases.standing(WHERE)
  assert.deepEqual(
    approved?.timeline
      .map(({ who, action }) => [action, who])
      .filter(([action]) => action !== 'release.approved'),
    [
      ['release.propose', ANN],
      ['release.approve', BOB],
    ],
  )
  assert.equal(
    approved.shapes.reduce((sum, { configs }) => sum + configs, 0),
    5,
  )
  await there.push(RELEASE)
  const [listed] = await ann.releases.inEnvironment({ environment: 'test' })
  assert.deepEqual([listed?.release, listed?.state, listed?.migrated], [RELEASE, 'completed', 5])
  const { page, json } = await ann.releases.report(WHERE)
  assert.match(page, /^# seo@1\.1\.0 in test/)
  assert.equal(JSON.parse(json).figures.migrated, 5)
})

test('other contents do not take the place of a draft unless that is asked for', async (t) => {
  const { ann, preview } = await drafted(t)
  const again = { agent: 'seo', version: '1.1.0', preview, notes: 'something else' }
  assert.equal(await refusal(ann.releases.create({ ...again, existing: 'refuse' })), 'release/exists')
  assert.equal((await ann.releases.create({ ...again, existing: 'replace' })).notes, 'something else')
})

test('what people tick is kept with the release, by whom and when, and only for just its contents', async (t) => {
  const { there, ann, bob } = await drafted(t)
  await configure(there)
  await jobEnd(ann, await ann.releases.propose(WHERE))
  assert.equal((await stepOf(bob, 'approved'))?.state, 'open')
  await bob.checklists.tick({ ...WHERE, step: 'time-agreed', as: 'done', note: 'Monday at nine' })
  const ticked = await stepOf(ann, 'time-agreed')
  assert.deepEqual(
    [ticked?.state, ticked?.ticked?.who, ticked?.ticked?.note],
    ['done', BOB, 'Monday at nine'],
  )
  const kept = JSON.parse(await readFile(join(there.dir, CHECKLIST), 'utf8'))
  assert.deepEqual(Object.keys(kept), ['ticks', 'examinations'])

  assert.equal(
    await refusal(bob.checklists.tick({ ...WHERE, step: 'approved', as: 'done', note: '' })),
    'release/no-such-step',
  )
  kept.ticks[0].digest = 'f'.repeat(64)
  await there.write(CHECKLIST, JSON.stringify(kept))
  assert.equal((await stepOf(ann, 'time-agreed'))?.state, 'open')
  await there.write(CHECKLIST, '{"ticks": [{"who": ""}], "examinations": []}')
  assert.equal(await refusal(ann.checklists.get(WHERE)), 'workspace/damaged')
})

test('what the doctor finds is kept, and the steps that check themselves follow the release', async (t) => {
  const { there, ann, bob } = await drafted(t)
  await jobEnd(ann, await ann.releases.propose(WHERE))
  await bob.releases.approve({ ...WHERE, reason: '' })
  assert.equal((await stepOf(ann, 'doctor'))?.state, 'open')
  const examined = await jobEnd(bob, await bob.checklists.examine(WHERE))
  assert.equal(examined.state, 'done', examined.failure?.message)
  assert.notEqual((await stepOf(ann, 'doctor'))?.state, 'open')
  assert.deepEqual(
    [(await stepOf(ann, 'approved'))?.state, (await stepOf(ann, 'completed'))?.state],
    ['done', 'open'],
  )
  await there.push(RELEASE)
  assert.equal((await stepOf(ann, 'completed'))?.state, 'done')
  assert.equal((await stepOf(ann, 'nothing-left'))?.state, 'done')
  assert.equal((await stepOf(ann, 'taken-back'))?.state, 'open')
  await there.rollBack(RELEASE)
  assert.equal((await stepOf(ann, 'taken-back'))?.state, 'done')
})
