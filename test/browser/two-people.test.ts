import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { configure } from '../faults/backup/settings.ts'
import type { Production } from '../faults/rollout/production.ts'
import { draft, openRelease } from './releases.ts'
import { useBrowser } from './support.ts'
import { activeEditor, openWorkbench, seriousOf } from './workbench/support.ts'

useBrowser()

const RELEASE = 'seo@1.1.0'
const [ANN, BOB] = ['ann@example.com', 'bob@example.com']

async function actAs(page: Page, who: string): Promise<void> {
  await page.getByRole('button', { name: 'Act as somebody else' }).click()
  const field = page.getByRole('dialog').getByRole('textbox')
  await field.fill(who)
  await field.press('Enter')
  await page.getByRole('button', { name: `Approve as ${who}` }).waitFor()
}

test('an author proposes and may not approve; somebody else reads the evidence and does, and both see it', async (t) => {
  const stage = await openWorkbench(t, {
    who: ANN,
    prepare: async (there: Production) => {
      await configure(there, () => ({ approvals: [{ name: 'Operations', approvers: [BOB] }] }))
      await draft(there, RELEASE, ANN)
    },
  })
  const { page: ann, there } = stage
  await openRelease(ann, RELEASE)
  await activeEditor(ann).getByRole('button', { name: 'Propose to test' }).click()
  const next = ann.getByRole('region', { name: 'What comes next' })
  await next.getByText('It waits for somebody else to approve it').waitFor({ timeout: 15_000 })
  assert.ok(await next.getByRole('button', { name: `Approve as ${ANN}` }).isDisabled())
  await next.getByText(`${ANN} is its author.`).waitFor()
  await next.getByText('Lacking: 1 more approval for “Operations”, by bob@example.com.').waitFor()

  const bob = await stage.another()
  await openRelease(bob, RELEASE)
  await actAs(bob, BOB)
  const shapes = activeEditor(bob).getByRole('table', { name: 'Shapes that an approval covers' })
  assert.ok((await shapes.getByRole('row').count()) > 0)
  assert.deepEqual(await seriousOf(bob, '.releases-editor'), [])
  await bob.getByLabel('Why, for the record').fill('read every shape')
  await bob.getByRole('button', { name: `Approve as ${BOB}` }).click()
  await bob.getByRole('button', { name: 'Push to test' }).waitFor()

  await ann.getByRole('button', { name: 'Push to test' }).waitFor({ timeout: 10_000 })
  const stages = ann.getByRole('list', { name: 'Stages in test' })
  assert.match(
    (await stages.getByRole('listitem').nth(2).textContent()) ?? '',
    /Approved, it is here.*bob@example\.com/,
  )
  const rows = await there.database.query('SELECT approver, reason FROM crosswalk.approvals')
  assert.deepEqual(rows, [{ approver: BOB, reason: 'read every shape' }])
})
