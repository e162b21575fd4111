// Releases and rollouts in the workbench: what their tests share.

import type { Locator, Page } from 'playwright-core'
import { parseReleaseName } from '../../shared/release/name.ts'
import type { Production } from '../faults/rollout/production.ts'
import { activeEditor, ENVIRONMENT } from './workbench/support.ts'

/** Makes a draft of a preview of all configs. Gives the preview's id. */
export async function draft(there: Production, name: string, who: string): Promise<string> {
  const preview = await previewed(there, name)
  await there.services.releases.create(parseReleaseName(name), { preview, notes: 'Read me', who })
  return preview
}

/** Previews what leads to a release. */
export async function previewed(there: Production, name: string): Promise<string> {
  const { agent, version: to } = parseReleaseName(name)
  await there.services.snapshots.pull({ environment: ENVIRONMENT, agent }, undefined)
  return (await there.services.previews.run({ agent, to }, () => undefined)).preview
}

/** Opens a release from the side bar. */
export async function openRelease(page: Page, name: string): Promise<void> {
  const { version } = parseReleaseName(name)
  await page.getByRole('navigation').getByRole('button', { name: 'Releases', exact: true }).click()
  await page.getByRole('treeitem', { name: new RegExp(`^${version.replaceAll('.', '\\.')}`) }).click()
  await activeEditor(page).getByRole('heading', { name }).waitFor()
}

/** Opens the rollout of a release that is open. */
export async function openRollout(page: Page, name: string): Promise<Locator> {
  await activeEditor(page).getByRole('button', { name: 'Rollout', exact: true }).click()
  const editor = page.locator('.rollouts-editor')
  await editor.getByRole('heading', { name: new RegExp(name) }).waitFor()
  return editor
}

/** Types the name of an environment where it is asked for, and goes on. */
export async function typeName(page: Page, name: string): Promise<void> {
  const field = page.getByRole('dialog').last().getByRole('textbox')
  await field.fill(name)
  await field.press('Enter')
}
