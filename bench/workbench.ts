import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { Desk } from '../main/api/desk.ts'
import { ensureBuilt } from '../main/web/built.ts'
import { serveDesk } from '../main/web/server.ts'
import { writeStarter } from '../main/workspace/starter/write-starter.ts'
import { browserProgram } from '../test/browser/support.ts'
import { atMost, type Bench, type Measure, rounded } from './measure.ts'

const ROUNDS = 7

type Times = { readonly paintMs: number; readonly usableMs: number }

/**
 * How long somebody waits for the workbench in a browser that has nothing of it: until something is to be seen, and
 * until it answers to keys with the workspace shown. The baseline is what the design grants.
 */
async function opened(): Promise<readonly Times[]> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-bench-'))
  const workspaceDir = await writeStarter(join(folder, 'workspace'))
  await ensureBuilt({ signal: AbortSignal.timeout(120_000), building: () => {} })
  const desk = new Desk({
    workspaceDir,
    version: '0.0.0',
    who: 'ann',
    logBug: (error) => console.error(error),
  })
  const web = await serveDesk(desk, { port: 0, privateFolder: join(workspaceDir, '.crosswalk') })
  const browser = await chromium.launch(await browserProgram())
  try {
    const times: Times[] = []
    // The first one warms the server and the browser's own start.
    for (let round = -1; round < ROUNDS; round++) {
      const taken = await open(browser, web.link())
      if (round >= 0) times.push(taken)
    }
    return times
  } finally {
    await browser.close()
    await web.close()
    await desk.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function open(browser: Browser, link: string): Promise<Times> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.goto(link, { waitUntil: 'commit' })
    await page.getByRole('contentinfo', { name: 'Status' }).getByText('demo').first().waitFor()
    // Two frames later it is on the screen, and nothing keeps keys waiting.
    return await page.evaluate<Times>(`new Promise((resolve) =>
      requestAnimationFrame(() => requestAnimationFrame(() => resolve({
        paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
        usableMs: performance.now(),
      }))))`)
  } finally {
    await context.close()
  }
}

let taken: Promise<readonly Times[]> | undefined

/** Both measures look at the same rounds. */
async function measure(name: string, of: keyof Times, grantedMs: number): Promise<Measure> {
  taken ??= opened()
  const sorted = (await taken).map((times) => times[of]).toSorted((a, b) => a - b)
  const value = sorted[sorted.length >> 1] ?? Number.NaN
  const goal = atMost(1)
  const ratio = value / grantedMs
  return {
    name,
    value: Math.round(value),
    unit: 'ms',
    baseline: grantedMs,
    ratio: rounded(ratio),
    goal: goal.text,
    passed: goal.holds(ratio),
    note: `${Math.round(sorted[0] ?? Number.NaN)} to ${Math.round(sorted.at(-1) ?? Number.NaN)} ms`,
  }
}

export const measures: readonly Bench[] = [
  { name: 'workbench.paint', run: () => measure('workbench.paint', 'paintMs', 1000) },
  { name: 'workbench.usable', run: () => measure('workbench.usable', 'usableMs', 2000) },
]
