import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { STARTER } from '../starter/starter-files.ts'
import { crosswalk, projectRoot } from '../support/command-line.ts'
import { testFolder } from '../support/workspace.ts'

const FILE = 'migrations/seo/1.2.0__2.0.0.ts'

/** The starter with the careless migration, one of whose findings its author has allowed. */
async function careless(t: TestContext): Promise<string> {
  const cwd = await testFolder(t)
  await cp(STARTER, cwd, { recursive: true })
  const text = await readFile(join(projectRoot, 'migrations/walker-careless/seo/1.2.0__2.0.0.ts'), 'utf8')
  const allowed = text.replace(
    "          version: '2.0.0',",
    "          version: '2.0.0', // crosswalk-allow CW117: the engine writes the same",
  )
  await writeFile(join(cwd, FILE), allowed)
  return cwd
}

async function golden(name: string, text: string): Promise<void> {
  const file = join(projectRoot, 'test/golden', name)
  if (process.env.UPDATE_GOLDEN) await writeFile(file, text)
  assert.equal(text, await readFile(file, 'utf8'))
}

test('findings are printed as a compiler does, with what to do and the page that says more', async (t) => {
  const { status, stdout, stderr } = await crosswalk(['migration', 'check'], { cwd: await careless(t) })
  assert.equal(stderr, '')
  assert.equal(status, 3)
  await golden('migration-check-careless.txt', stdout)
  for (const [page = ''] of stdout.matchAll(/docs\/checks\/CW\d+\.md/g))
    assert.match(await readFile(join(projectRoot, page), 'utf8'), /^# CW\d+: /)
})

test('with --json they are data, and those that a comment silences stand by themselves', async (t) => {
  const { status, stdout } = await crosswalk(['migration', 'check', FILE, '--json'], {
    cwd: await careless(t),
  })
  assert.equal(status, 3)
  const { checked, findings, suppressed } = JSON.parse(stdout)
  assert.deepEqual(checked, [FILE])
  assert.deepEqual(Object.keys(findings[0]).sort(), [
    'code',
    'column',
    'docs',
    'file',
    'line',
    'message',
    'place',
    'remedy',
    'severity',
  ])
  assert.deepEqual(
    suppressed.map(({ code, line, reason }: { code: string; line: number; reason: string }) => [
      code,
      line,
      reason,
    ]),
    [['CW117', 20, 'the engine writes the same']],
  )
})

test('with --sarif they are a log that names each rule, place and suppression', async (t) => {
  const { status, stdout } = await crosswalk(['migration', 'check', FILE, '--sarif'], {
    cwd: await careless(t),
  })
  assert.equal(status, 3)
  const log = JSON.parse(stdout)
  const [run] = log.runs
  for (const { ruleId, ruleIndex, level } of run.results) {
    const rule = run.tool.driver.rules[ruleIndex]
    assert.equal(rule.id, ruleId)
    assert.equal(rule.defaultConfiguration.level, level)
    assert.equal(await readFile(new URL(rule.helpUri), 'utf8'), rule.help.markdown)
  }
  await golden(
    'migration-check-careless.sarif.json',
    `${JSON.stringify({ ...log, runs: run.results }, null, 2)}\n`,
  )
})
