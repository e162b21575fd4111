import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as crosswalk from '../../shared/authoring/index.ts'
import { checkMigrationData } from '../../shared/checks/index.ts'
import { runForward } from '../../shared/checks/run-steps.ts'
import { schemasAt } from '../../shared/checks/schema-place.ts'
import type { Version } from '../../shared/config/ids.ts'
import { generateTenants } from '../../shared/config/sample/index.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { leaves } from '../../shared/json/leaves.ts'
import { formatPointer } from '../../shared/json/pointer.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'
import type { Condition, Step } from '../../shared/lens/step.ts'
import { AGENTS, type Agent, defaultsOf, jsonOf, versionsOf } from '../starter/starter-files.ts'
import { migrationOf } from '../support/code.ts'

const TO = '9.0.0' as Version
const TENANTS = 300
const SAMPLES = 30

/** Paths that there are, that there may be, and that look like them: leaves and all that holds them. */
function pathsOf(config: Json): readonly string[] {
  const all = [...leaves(config)].flatMap(({ tokens }) =>
    tokens.map((_, length) => formatPointer(tokens.slice(0, length + 1))),
  )
  const known = [...new Set(all)].filter((path) => !/^\/(?:version|tenant_id)/.test(path))
  return [...known, ...known.slice(0, 8).map((path) => `${path}_x`), '/nothing', '/nothing/deeper', '/new']
}

function stepsOf(config: Json): fc.Arbitrary<readonly Step[]> {
  const path = fc.constantFrom(...pathsOf(config))
  const key = fc.constantFrom('new', 'enabled', 'deeper', 'other')
  const value: fc.Arbitrary<Json> = fc.constantFrom<Json>(1, 'x', true, null, {}, [], 'gpt-4', 'active')
  const condition: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({ path, equals: value }),
    fc.record({ path, exists: fc.boolean() }),
  )
  const plain: fc.Arbitrary<Step> = fc.oneof(
    fc.tuple(path, value).map(([at, what]) => crosswalk.add(at, what)),
    path.map((at) => crosswalk.remove(at)),
    fc
      .tuple(path, key)
      .filter(([at, to]) => !at.endsWith(`/${to}`))
      .map(([at, to]) => crosswalk.rename(at, to)),
    fc
      .tuple(path, path)
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => crosswalk.move(from, to)),
    path.map((at) => crosswalk.wrap(at)),
    path.map((at) => crosswalk.head(at)),
    fc.tuple(path, value).map(([at, what]) => crosswalk.convert(at, [[what, 'converted']])),
    fc.tuple(path, value).map(([at, what]) => crosswalk.redefault(at, what, 'redefaulted')),
    path.map((at) => crosswalk.nest([at], '/new')),
  )
  const inner = fc.array(plain, { minLength: 1, maxLength: 2 })
  const step = fc.oneof(
    { weight: 5, arbitrary: plain },
    { weight: 1, arbitrary: fc.tuple(condition, inner).map(([when, steps]) => crosswalk.when(when, steps)) },
    { weight: 1, arbitrary: fc.tuple(path, inner).map(([at, steps]) => crosswalk.each(at, steps)) },
  )
  return fc.array(step, { minLength: 1, maxLength: 5 })
}

/** The steps without the one at this place, as in `step 2, step 1`. */
function without(steps: readonly Step[], place: string): readonly Step[] {
  const [first = 0, ...rest] = place.split(', ').map((word) => Number(word.replace('step ', '')) - 1)
  const within = rest.map((at) => `step ${at + 1}`).join(', ')
  return steps.flatMap((step, at) => {
    if (at !== first) return [step]
    return within !== '' && 'steps' in step ? [{ ...step, steps: without(step.steps, within) }] : []
  })
}

for (const agent of AGENTS) {
  test(`${agent}: a step that is said to do nothing can be left out, whatever the config`, () => {
    const from = versionsOf(agent)[0] as Version
    const usual = defaultsOf(agent)[from] as JsonObject
    const schema = jsonOf(`schemas/${agent}/${from}.json`)
    const documents = { version: from, schema, defaults: usual }
    const configs = samplesOf(agent, from, schema)
    assert.equal(configs.length, SAMPLES)
    let said = 0
    fc.assert(
      fc.property(stepsOf(usual), (steps) => {
        const migration = migrationOf(from, TO, steps)
        const found = checkMigrationData({ migration, file: 'x.ts', from: documents, to: { version: TO } })
        for (const { code, place, message } of found) {
          const isIdle =
            code === 'CW140' ||
            code === 'CW143' ||
            code === 'CW149' ||
            /so this step does nothing/.test(message)
          if (!isIdle) continue
          said++
          for (const config of configs) {
            const results = [steps, without(steps, place)].map(
              (list) => runForward(list, config).docs.at(-1) as Json,
            )
            assert.ok(equalJson(results[0] as Json, results[1] as Json), `${code} ${place}: ${message}`)
          }
        }
      }),
      { numRuns: 200 },
    )
    assert.ok(said > 5, `${said}`)
  })
}

/** Configs that have nothing but what their schema describes: of users' own additions nothing is said. */
const samplesOf = (agent: Agent, version: Version, schema: JsonObject): readonly JsonObject[] =>
  [...generateTenants({ seed: 11, tenants: TENANTS, agent, versions: { [version]: 1 } })]
    .map(({ config }) => config)
    .filter((config) =>
      [...leaves(config)].every(({ tokens }) => schemasAt(schema, tokens).said !== 'not-there'),
    )
    .slice(0, SAMPLES)
