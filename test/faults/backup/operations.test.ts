import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { readWorkspaceSettings } from '../../../shared/config/workspace-file.ts'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { projectRoot } from '../../support/command-line.ts'
import { testDatabase } from '../../support/postgres.ts'
import { testFolder } from '../../support/workspace.ts'
import { production } from '../rollout/production.ts'
import { configure } from './settings.ts'

const NAME = 'seo@1.1.0'

const page = await readFile(join(projectRoot, 'docs/operations.md'), 'utf8')
const blocksOf = (title: string, language: string): readonly string[] => {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? ''
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    (match) => match[1] ?? '',
  )
}

test('the settings of “Staging first” are such that a workspace takes', () => {
  const [settings = ''] = blocksOf('Staging first', 'json')
  const { smoke } = readWorkspaceSettings(
    JSON.stringify({ agents: { seo: { title: 'SEO' } }, ...JSON.parse(settings) }),
  )
  assert.deepEqual(
    smoke.map(({ name }) => name),
    ['the sidecar is healthy', 'nobody is left behind'],
  )
})

test('the commands of staging, backups and reports do what the page says, as written', async (t) => {
  const there = await production(t, { tenants: 4 })
  const live = await testDatabase(t)
  const folder = await testFolder(t)
  const [settings = ''] = blocksOf('Staging first', 'json')
  const { smoke } = JSON.parse(settings)
  await configure(there, ({ environments }) => ({
    environments: {
      staging: { ...environments.test, staging: true },
      production: { url_env: 'DATABASE_URL', protected: true },
      test: environments.test,
    },
    smoke: smoke.filter(({ sql }: { sql?: string }) => sql !== undefined),
  }))
  process.env.DATABASE_URL = live.url
  t.after(async () => {
    delete process.env.DATABASE_URL
  })
  // Production has configs as well.
  const tables = ['tenants', 'users', 'walker_agent_user_configs']
  for (const table of tables) {
    const rows = await there.database.query<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM ${table} t`,
    )
    await live.query(
      `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table}, r::jsonb)).* FROM unnest($1::text[]) AS r`,
      [rows.map(({ row }) => row)],
    )
  }
  await there.approved(NAME)
  const release = parseReleaseName(NAME)
  const { rollouts, releases } = there.services
  await rollouts.push(release, { environment: 'staging', who: 'bob', progress: () => undefined })
  await releases.propose(release, { environment: 'production', who: 'ann' })
  await releases.approve(release, { environment: 'production', who: 'bob', reason: 'read' })

  const bin = join(folder, 'bin')
  await mkdir(bin)
  const program = `exec "${process.execPath}" "${join(projectRoot, 'bin/crosswalk.js')}" "$@"`
  await writeFile(join(bin, 'crosswalk'), `#!/bin/sh\n${program}\n`)
  await chmod(join(bin, 'crosswalk'), 0o755)
  const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, ...inherited } = process.env
  const env = {
    ...inherited,
    PATH: `${bin}:${process.env.PATH}`,
    CROSSWALK_USER: 'bob',
    ELSEWHERE: folder,
    BACKUP: '',
  }
  const said: string[] = []
  for (const title of ['Staging first', 'Backups', 'Reports']) {
    for (const command of blocksOf(title, 'sh')) {
      const { stdout } = await promisify(execFile)('sh', ['-e', '-c', command], { cwd: there.dir, env })
      said.push(stdout)
      env.BACKUP ||= /(\S+\.backup\.gz)/.exec(stdout)?.[1] ?? ''
    }
  }
  const all = said.join('')
  assert.match(all, /seo@1\.1\.0 \(\w+\) holds on staging\./)
  assert.match(all, /The evidence is in production too\./)
  assert.match(
    all,
    /Restored into a database of its own on the same server in .*: every row is what it was\./,
  )
  assert.match(all, /The audit log of production has it with this SHA-256\./)
  assert.match(all, /Nothing was written; --apply does it\./)
  assert.match(all, /What each had before is in its history\./)
  assert.match(await readFile(join(there.dir, 'report.md'), 'utf8'), /^# seo@1\.1\.0 in production\n/)
})
