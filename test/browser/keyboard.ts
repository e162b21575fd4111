// A person at a keyboard who has no mouse: what tests of that share.

import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'

/** What the focused element is called, a tab after its row; nothing where no element has the focus. */
const FOCUSED = `(() => {
  const at = document.activeElement
  if (at === null || at === document.body) return ''
  const label = (id) => document.getElementById(id)?.textContent ?? ''
  const named = at.getAttribute('aria-label') ?? at.getAttribute('aria-labelledby')?.split(' ').map(label).join(' ')
  const row = at.role === 'tab' ? at.closest('[role=tablist]')?.getAttribute('aria-label') + ': ' : ''
  return row + (named ?? at.labels?.[0]?.textContent ?? at.textContent ?? '').trim() || at.tagName
})()`

const focused = async (page: Page): Promise<string> => String(await page.evaluate(FOCUSED))

/** How long something may take to be there, all around which the focus goes meanwhile. */
const PATIENCE_MS = 15_000

/** Goes on by Tab until something of that name has the focus. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed = new Set<string>()
  const start = performance.now()
  while (performance.now() - start < PATIENCE_MS) {
    const at = await focused(page)
    if (typeof name === 'string' ? at === name : name.test(at)) return
    passed.add(at.slice(0, 40))
    await page.keyboard.press('Tab')
  }
  assert.fail(`Tab never comes to ${name}, but to ${[...passed].join(' | ')}`)
}

/** Goes to a button by Tab, and presses it. */
export async function pressButton(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

/** Goes to a field by Tab, and types over what it holds. */
export async function typeInto(page: Page, name: string | RegExp, text: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(text)
}

/** Runs a command of the palette, found by its name. */
export async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P')
  await pick(page, 'Type the name of a command', title)
}

/** Answers a choice: types until the list begins with what is wanted. */
export async function pick(page: Page, question: string | RegExp, wanted: string): Promise<void> {
  const field = page.getByRole('combobox', { name: question })
  await field.and(page.locator(':focus')).waitFor()
  await page.keyboard.type(wanted)
  await page.getByRole('option', { name: wanted, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await field.waitFor({ state: 'detached' })
}

/** Goes to a row of tabs by Tab, and along it until one is chosen. */
export async function chooseTab(page: Page, row: string, tab: RegExp): Promise<void> {
  const chosen = page.getByRole('tablist', { name: row }).getByRole('tab', { selected: true })
  await tabTo(page, new RegExp(`^${row}: `))
  for (let step = 0; step < 12 && !tab.test(await chosen.innerText()); step++) {
    await page.keyboard.press('ArrowRight')
  }
  assert.match(await chosen.innerText(), tab)
}

/** That something within a part of the window has the focus, so that the next key goes where one looks. */
export async function assertFocusIn(page: Page, part: string): Promise<void> {
  const inside = `document.activeElement !== document.body && document.activeElement?.closest('${part}') != null`
  await page.waitForFunction(inside, undefined, { timeout: 5_000 }).catch(async () => {
    assert.fail(`the focus is not in ${part}, but on “${await focused(page)}”`)
  })
}

/** Counts what a mouse does from now on. Gives how often it did. */
export async function watchMouse(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(
    `for (const type of ['pointerdown', 'mousedown', 'wheel'])
       addEventListener(type, () => { globalThis.mouse = (globalThis.mouse ?? 0) + 1 }, { capture: true, passive: true })`,
  )
  return async () => Number(await page.evaluate('globalThis.mouse ?? 0'))
}
