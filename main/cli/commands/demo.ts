import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fail } from '../../../shared/errors/index.ts'
import type { DemoEvent, DemoResult } from '../../compose.ts'
import { command } from '../command.ts'
import { type Page, pageOf } from '../page.ts'
import { fit } from '../width.ts'
import { count, formatCount, formatSeconds } from '../words.ts'
import { serveWorkbench } from '../workbench.ts'

const SEED = 20_261_121
const MAX_TENANTS = 100_000

/** `workspace` is the folder that was kept, `workbench` where it was open and for how long; else null. */
type Result = DemoResult & {
  readonly workspace: string | null
  readonly workbench: { readonly url: string; readonly seconds: number } | null
}

export const demo = command({
  name: 'demo',
  summary: 'Watch the whole story on an embedded PostgreSQL, from a flow export to a rolled-back release',
  details: [
    'Makes a workspace and a database of its own, with tenants by a fixed seed, and removes them again.',
    'With --dir both stay, to be looked into with the other commands.',
    'With --workbench it leaves some work under way, and opens the workbench on it until Ctrl-C.',
  ],
  arguments: {},
  options: {
    dir: {
      value: 'DIR',
      about: 'folder of the workspace, kept afterwards (default: a temporary one, removed)',
    },
    tenants: { value: 'NUMBER', about: 'how many tenants (default: 2000)', read: readTenants },
    workbench: { about: 'then open the workbench on it, with work under way' },
  },
  async run(context, { dir, tenants = 2000, workbench }): Promise<Result> {
    const { cwd, signal, print, progress } = context
    const workspace = dir === undefined ? null : resolve(cwd, dir)
    const folder = workspace ?? (await temporaryFolder())
    // Loaded here, for every other command and the help load this file too.
    const { compose } = await import('../../compose.ts')
    const services = compose({ workspaceDir: folder, signal })
    const page = pageOf(process.stdout)
    const show = story(page)
    try {
      await services.workspace.initDemo(folder, { rollout: workbench ? 'in waves' : 'at once' })
      const options = {
        tenants,
        seed: SEED,
        tell: (event: DemoEvent) => print(...show(event)),
        progress: (event: { label: string; done: number; total: number }) =>
          progress({ unit: 'configs', transient: true, ...event }),
      }
      const told = await services.demo.run(options)
      if (!workbench) return { workspace, ...told, workbench: null }
      print(...ending(told, page))
      await services.demo.stage({ ...options, author: 'ann@example.com', approver: 'bob@example.com' })
      await services.close()
      const { url, seconds } = await serveWorkbench(context, { workspaceDir: folder, open: 'app' })
      return { workspace, ...told, workbench: { url, seconds } }
    } finally {
      await services.close()
      // The server goes on for a few seconds, and may just be writing what is removed.
      if (workspace === null)
        await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    }
  },
  show: ({ workspace, workbench, ...told }: Result, page) => [
    ...(workbench === null ? ending(told, page) : ['']),
    ...(workspace === null
      ? []
      : [`The workspace is in ${workspace}, its database is the environment demo.`]),
  ],
})

const ending = ({ reckoning, seconds }: DemoResult, { style }: Page): readonly string[] => [
  '',
  style(
    ['green', 'bold'],
    `${count(reckoning.settings, 'setting')}, ${formatCount(reckoning.lost)} lost. ${count(reckoning.edits, 'edit')} meanwhile, ${formatCount(reckoning.edits_lost)} lost.`,
  ) + style('dim', `  ${formatSeconds(seconds)}`),
]

/** A folder that the embedded server's account can pass through, where that is not ours: its data go with the folder. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crosswalk-demo-'))
  if (process.getuid?.() === 0) await chmod(folder, 0o711)
  return folder
}

const NAME_WIDTH = 18
const VALUE_WIDTH = 7
/** Also where there is no terminal, so that a log reads well. */
const MAX_WIDTH = 100

/** Lays the story out: numbered stages, and under each its figures, one below the other. */
function story({ width, style }: Page): (event: DemoEvent) => readonly string[] {
  let stages = 0
  const rest = (text: string, taken: number): string => fit(text, Math.min(width, MAX_WIDTH) - taken)
  const name = (text: string): string => `   ${text.padEnd(NAME_WIDTH)}`
  const taken = name('').length
  const colours = { good: 'green', bad: 'red' } as const
  return (event) => {
    switch (event.kind) {
      case 'stage':
        return ['', style('bold', rest(`${++stages}  ${event.title}`, 0))]
      case 'figure': {
        const value = formatCount(event.value).padStart(VALUE_WIDTH)
        const note = rest(event.note ?? '', taken + value.length + 2)
        const shown = event.tone === undefined ? value : style(colours[event.tone], value)
        return [name(event.name) + shown + (note === '' ? '' : `  ${style('dim', note)}`)]
      }
      case 'fact':
        return [name(event.name) + rest(event.text, taken)]
      case 'done':
        return [`   ${style('green', '✓')} ${rest(event.text, 5)}`]
      case 'refused':
        return [`   ${style('red', '✗')} ${rest(`refused (${event.code}): ${event.text}`, 5)}`]
    }
  }
}

function readTenants(text: string): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (number >= 1 && number <= MAX_TENANTS) return number
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no number of tenants`,
    remedy: `Write a whole number from 1 to ${MAX_TENANTS}.`,
  })
}
