import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { SesSandbox } from '../main/sandbox/sandbox.ts'
import type { Outcome } from '../main/services/ports/sandbox.ts'
import * as authoring from '../shared/authoring/index.ts'
import type { Hash, Version } from '../shared/config/ids.ts'
import { equalJson } from '../shared/json/equal.ts'
import { withoutMember } from '../shared/json/object.ts'
import { readJson } from '../shared/json/read.ts'
import type { JsonObject } from '../shared/json/value.ts'
import { writeJson } from '../shared/json/write.ts'
import type { ExaminePlan } from '../shared/review/examine.ts'
import type { PushInput, PushOutput } from '../shared/review/push-config.ts'
import type { RollbackInput, RollbackOutput } from '../shared/review/rollback-config.ts'
import { projectRoot } from './support/command-line.ts'
import { commandsPage } from './support/commands-page.ts'

const read = (file: string): Promise<string> => readFile(join(projectRoot, file), 'utf8')
const page = await read('docs/migrations.md')

test('docs/commands.md says what the command table says', async () => {
  const file = 'docs/commands.md'
  if (process.env.UPDATE_GOLDEN) await writeFile(join(projectRoot, file), commandsPage())
  assert.equal(await read(file), commandsPage(), 'run it with UPDATE_GOLDEN=1')
})

const sandbox = new SesSandbox({ cores: 1 })
after(() => sandbox.close())

const FROM = '1.0.0' as Version
const TO = '2.0.0' as Version
const names = Object.keys(authoring).filter((name) => name !== 'defineMigration')

/** The examples of docs/migrations.md: a step, and lines of before and after. */
const examples = [...page.matchAll(/^```ts\n((?:(?!```).)*?)((?:^\/\/ [^\n]* → [^\n]*\n)+)```$/gms)].map(
  ([, step = '', lines = '']) => ({
    step: step.trim(),
    cases: lines
      .trim()
      .split('\n')
      .map((line) => line.slice(3).split(' → ') as [string, string]),
  }),
)

test('docs/migrations.md has an example for every step', () => {
  const shown = examples.map(({ step }) => /^\w+/.exec(step)?.[0])
  assert.deepEqual([...new Set(shown)].sort(), names.toSorted())
})

for (const { step, cases } of examples) {
  test(`docs/migrations.md shows what ${step.split('\n')[0]} does, there and back`, async () => {
    const source = `import { defineMigration, ${names.join(', ')} } from 'crosswalk'
      export default defineMigration({ agent: 'seo', from: '${FROM}', to: '${TO}', summary: '', steps: [${step}] })`
    const path = [await sandbox.load(source, { file: 'docs/migrations.md' })]
    const plan: ExaminePlan = { agent: 'seo', path, to: TO, defaults: {} }
    for (const [before, expected] of cases) {
      const text = writeJson({ version: FROM, ...(readJson(before) as JsonObject) })
      const pushed = await evaluate<PushInput, PushOutput>('push', plan, { text, version: FROM })
      assert.ok(pushed.status === 'migrated')
      assertConfig(pushed.text, expected)
      // Another hash than the push's: not restored from the history, but taken back through the step.
      const back = await evaluate<RollbackInput, RollbackOutput>('rollback', plan, {
        text: pushed.text,
        version: TO,
        to: FROM,
        pushed: {
          before: text,
          outputHash: '0'.repeat(64) as Hash,
          ...(pushed.complement === undefined ? {} : { complement: pushed.complement }),
        },
      })
      assertConfig(back.text, before)
    }
  })
}

async function evaluate<Input, Output>(evaluator: string, plan: ExaminePlan, input: Input): Promise<Output> {
  const session = await sandbox.open<ExaminePlan, Input, Output>(evaluator, plan)
  try {
    const [outcome] = (await session.run([input])) as [Outcome<Output>]
    if (!outcome.ok) throw new Error(outcome.error.message)
    return outcome.value
  } finally {
    await session.close()
  }
}

/** The examples leave out what the engine writes. */
function assertConfig(text: string, expected: string): void {
  const config = ['version', '_migration_warnings'].reduce(withoutMember, readJson(text) as JsonObject)
  assert.ok(equalJson(config, readJson(expected)), `${writeJson(config)} is not ${expected}`)
}
