import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fail } from '../../../shared/errors/index.ts'
import { compose, type DemoEvent, type DemoResult } from '../../compose.ts'
import { command } from '../command.ts'
import { count, formatSeconds } from '../words.ts'

const SEED = 20_261_121
const MAX_TENANTS = 100_000

export const demo = command({
  name: 'demo',
  summary: 'Watch the whole story on an embedded PostgreSQL, from a flow export to a rolled-back release',
  details: [
    'Makes a workspace and a database of its own, with tenants by a fixed seed, and removes them again.',
    'With --dir both stay, to be looked into with the other commands.',
  ],
  arguments: {},
  options: {
    dir: {
      value: 'DIR',
      about: 'folder of the workspace, kept afterwards (default: a temporary one, removed)',
    },
    tenants: { value: 'NUMBER', about: 'how many tenants (default: 2000)', read: readTenants },
  },
  async run({ cwd, signal, print, progress }, { dir, tenants = 2000 }) {
    const folder = dir === undefined ? await mkdtemp(join(tmpdir(), 'crosswalk-demo-')) : resolve(cwd, dir)
    const services = compose({ workspaceDir: folder, signal })
    try {
      await services.workspace.initDemo(folder)
      return await services.demo.run({
        tenants,
        seed: SEED,
        tell: (event) => print(...linesOf(event)),
        progress: (event) => progress({ unit: 'configs', ...event }),
      })
    } finally {
      await services.close()
      if (dir === undefined) await rm(folder, { recursive: true, force: true })
    }
  },
  show: ({ reckoning, seconds }: DemoResult, page) => [
    '',
    page.style(
      'green',
      `${count(reckoning.settings, 'setting')} before, ${reckoning.lost} lost; ${count(reckoning.edits, 'edit')} meanwhile, ${reckoning.edits_lost} lost. ${formatSeconds(seconds)}.`,
    ),
  ],
})

function linesOf(event: DemoEvent): readonly string[] {
  switch (event.kind) {
    case 'stage':
      return ['', event.title]
    case 'line':
      return [`  ${event.text}`]
    case 'refused':
      return [`  Refused (${event.code}): ${event.text}`]
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
