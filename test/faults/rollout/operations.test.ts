import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { readWorkspaceSettings } from '../../../shared/config/workspace-file.ts'
import { crosswalk, projectRoot } from '../../support/command-line.ts'
import { until } from '../postgres/embedded.ts'
import { production } from './production.ts'

const page = await readFile(join(projectRoot, 'docs/operations.md'), 'utf8')
const section = page.split(/^## /m).find((text) => text.startsWith('Rolling out in waves\n')) ?? ''
const blocks = (language: string): readonly string[] =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    (match) => match[1] ?? '',
  )

/** The words of a command, as a shell takes them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '').slice(1)

test('the settings and commands of “Rolling out in waves” do what the page says, as written', async (t) => {
  const there = await production(t, { tenants: 30 })
  const [settings = ''] = blocks('json')
  const { rollout } = JSON.parse(settings)
  const agents = { seo: { title: 'SEO' } }
  assert.equal(
    readWorkspaceSettings(JSON.stringify({ agents, environments: {}, rollout })).rollout.freeze.length,
    2,
  )

  // Without its windows: the test has to hold at the weekend, too.
  const file = join(there.dir, 'crosswalk.json')
  const { freeze: _, ...thawed } = rollout
  const known = JSON.parse(await readFile(file, 'utf8'))
  await writeFile(file, JSON.stringify({ ...known, rollout: thawed }))
  await there.approved('seo@2.0.0')
  known.environments.test.protected = true
  const environments = { production: known.environments.test }
  await writeFile(file, JSON.stringify({ ...known, environments, rollout: thawed }))

  const stop = new AbortController()
  const said: string[] = []
  let worker: Promise<unknown> | undefined
  for (const line of blocks('sh').flatMap((text) => text.trim().split('\n'))) {
    const words = [...wordsOf(line), '--as', 'bob@example.com']
    if (words[0] === 'worker') {
      const services = there.compose(stop.signal)
      const tell = () => undefined
      worker = services.rollouts.work({
        environment: 'production',
        name: 'w',
        who: 'bob',
        concurrency: 2,
        tell,
      })
      await until(
        'it is there',
        async () => (await there.database.query('SELECT FROM crosswalk.workers')).length > 0,
      )
      continue
    }
    const { status, stdout, stderr } = await crosswalk(words, { cwd: there.dir, env: process.env })
    assert.equal(status, 0, `${line}\n${stdout}${stderr}`)
    said.push(stdout)
  }
  const [first = '', status = '', second = '', paused = '', resumed = '', cancelled = ''] = said
  assert.match(first, /is rolling out, wave 1 of 4/)
  assert.match(status, /RELEASE\s+WAVE\s+TENANTS\s+STATE/)
  assert.match(second, /is rolling out, wave 2 of 4/)
  assert.match(paused, /is paused/)
  assert.match(resumed, /is rolling out/)
  assert.match(cancelled, /is paused/)
  stop.abort()
  await worker
})
