import assert from 'node:assert/strict'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { STARTER } from '../../test/starter/starter-files.ts'
import { testFolder } from '../../test/support/workspace.ts'
import { SesSandbox } from '../sandbox/sandbox.ts'
import { openWorkspace } from '../workspace/open-workspace.ts'
import { checkMigrations } from './check-migrations.ts'

const sandbox = new SesSandbox({ cores: 1 })
after(() => sandbox.close())

/** The starter workspace with these files put into it or changed. */
async function workspaceOf(t: TestContext, changes: { readonly [file: string]: string } = {}) {
  const folder = await testFolder(t)
  await cp(STARTER, folder, { recursive: true })
  for (const [file, text] of Object.entries(changes)) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), text)
  }
  const { files } = await openWorkspace(folder)
  const check = async (file?: string) => {
    const { findings, suppressed, checked } = await checkMigrations({ files, sandbox }, file)
    const words = findings.map(
      ({ code, severity, file: where, line }) =>
        `${code} ${severity} ${where}${line === undefined ? '' : `:${line}`}`,
    )
    return { findings, words, suppressed, checked }
  }
  return { folder, check }
}

const module = (agent: string, from: string, to: string, steps = "[add('/processing/own', 1)]") =>
  `import { add, defineMigration, remove } from 'crosswalk'

export default defineMigration({
  agent: '${agent}',
  from: '${from}',
  to: '${to}',
  summary: 'A test',
  steps: ${steps},
})
`

test('the starter has nothing to be found, as a whole and one migration by itself', async (t) => {
  const { check } = await workspaceOf(t)
  const { words, suppressed, checked } = await check()
  assert.deepEqual([words, suppressed], [[], []])
  assert.equal(checked.length, 6)
  const one = await check('migrations/seo/1.2.0__2.0.0.ts')
  assert.deepEqual([one.words, one.checked], [[], ['migrations/seo/1.2.0__2.0.0.ts']])
})

test('one that cannot be loaded is found with its place, and the others are checked all the same', async (t) => {
  const { check } = await workspaceOf(t, {
    'migrations/seo/1.0.0__1.2.0.ts': 'export default (',
    'migrations/seo/1.0.0__2.0.0.ts': module('seo', '1.0.0', '2.0.0', '[]'),
    'migrations/content/1.0.0__1.1.0.ts': module(
      'content',
      '1.0.0',
      '1.1.0',
      "[remove('/calendar/publish_at')]",
    ),
  })
  const { words, checked, findings } = await check()
  assert.deepEqual(
    words.filter((word) => /CW1(00|25)/.test(word)),
    [
      'CW125 warning migrations/content/1.0.0__1.1.0.ts:8',
      'CW100 error migrations/seo/1.0.0__1.2.0.ts:1',
      'CW100 error migrations/seo/1.0.0__2.0.0.ts',
    ],
  )
  assert.equal(checked.length, 8)
  for (const { code, message } of findings)
    if (code === 'CW100') assert.doesNotMatch(message, /migrations\/seo/)
})

test('a module that says another edge than its path is found, and so is the edge that it doubles', async (t) => {
  const { check } = await workspaceOf(t, {
    'migrations/seo/1.0.0__1.2.0.ts': module('seo', '1.0.0', '1.1.0'),
    'migrations/seo/1.0.0__2.0.0.ts': module('content', '1.0.0', '1.1.0'),
  })
  assert.deepEqual((await check()).words, [
    'CW115 error migrations/seo/1.0.0__1.2.0.ts:4',
    'CW110 error migrations/seo/1.0.0__1.2.0.ts:6',
    'CW115 error migrations/seo/1.0.0__2.0.0.ts:4',
  ])
})

test('an agent that crosswalk.json does not declare is found, and refused where it is named', async (t) => {
  const file = 'migrations/soe/1.0.0__1.1.0.ts'
  const { check } = await workspaceOf(t, { [file]: module('soe', '1.0.0', '1.1.0') })
  assert.deepEqual((await check()).words, [`CW114 error ${file}`])
  await assert.rejects(check(file), (error) => isCrosswalkError(error, 'workspace/unknown-agent'))
})

test('a path that names no migration, or none that is there, is refused', async (t) => {
  const { check } = await workspaceOf(t)
  await assert.rejects(check('migrations/seo/1.0.0__9.0.0.ts'), (error) =>
    isCrosswalkError(error, 'migration/not-found'),
  )
  await assert.rejects(check('flows/seo/1.0.0.json'), (error) => isCrosswalkError(error, 'general/usage'))
})

test('a migration that goes down is found, with the circle that it makes', async (t) => {
  const { check } = await workspaceOf(t, {
    'migrations/content/1.1.0__1.0.0.ts': module('content', '1.1.0', '1.0.0'),
  })
  assert.deepEqual((await check()).words, [
    'CW112 error content',
    'CW111 error migrations/content/1.1.0__1.0.0.ts',
  ])
})

test('what the documents of a version say wrong of one another is found in them', async (t) => {
  const read = (file: string) => readFile(join(STARTER, file), 'utf8')
  const { check } = await workspaceOf(t, {
    'defaults/content/1.0.0.json': (await read('defaults/content/1.0.0.json')).replace('"gpt-4"', '4'),
    'flows/seo/2.0.0.meta.json': (await read('flows/seo/2.0.0.meta.json')).replace(
      '/integrations/microservice_url',
      '/integrations/service_url',
    ),
  })
  const { words } = await check()
  assert.ok(words.includes('CW120 error defaults/content/1.0.0.json'), words.join())
  assert.ok(words.includes('CW123 warning flows/seo/2.0.0.meta.json'), words.join())
})

test('a comment silences a finding of the graph, too, and is counted', async (t) => {
  const text = module('content', '1.0.0', '1.5.0').replace(
    '  to:',
    '  // crosswalk-allow CW116: its flow comes next week\n  to:',
  )
  const { check } = await workspaceOf(t, { 'migrations/content/1.0.0__1.5.0.ts': text })
  const { words, suppressed } = await check()
  assert.ok(!words.some((word) => word.startsWith('CW116') || word.startsWith('CW161')), words.join())
  assert.deepEqual(
    suppressed.map(({ code, reason }) => [code, reason]),
    [['CW116', 'its flow comes next week']],
  )
  // By itself the migration is not looked at for it.
  assert.ok(
    !(await check('migrations/content/1.0.0__1.5.0.ts')).words.some((word) => word.startsWith('CW161')),
  )
})
