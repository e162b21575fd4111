import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentName, TenantId, UserId, Version } from '../../../shared/config/ids.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { flowMetaSchema, readFlowFile } from '../../../shared/flow/index.ts'
import { getAt, setAt } from '../../../shared/json/pointer.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { jsonOf, textOf } from '../../../test/starter/starter-files.ts'
import { planRun } from './run-plan.ts'

const whose = { tenant: 't-1' as TenantId, user: 'u-1' as UserId, agent: 'content' as AgentName }
const version = '1.1.0' as Version
const released = (agent: string) => {
  const [entry] = readFlowFile(textOf(`flows/${agent}/1.1.0.json`), 'the starter')
  const meta = flowMetaSchema.parse(jsonOf(`flows/${agent}/1.1.0.meta.json`))
  return { flow: entry?.flow, variables: meta.custom_metadata.required_variables }
}
const config = jsonOf('defaults/seo/1.1.0.json')
const failureOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (isCrosswalkError(error)) return { code: error.code, message: error.message }
    throw error
  }
  return undefined
}
const changed = (path: readonly string[], value: Json): JsonObject => setAt(config, path, value) as JsonObject

test('what the flow loads by itself needs no sending, only who the user is', () => {
  const { headers, tweaks, warnings } = planRun(released('content'), {
    whose,
    version,
    config: jsonOf('defaults/content/1.1.0.json'),
  })
  assert.equal(headers['X-LANGFLOW-GLOBAL-VAR-USER_ID'], 'u-1')
  assert.deepEqual([tweaks, warnings], [{}, []])
})

test('a flow does not run without a value that it needs', () => {
  const empty = changed(['data_sources', 'microservice', 'url'], null)
  assert.notDeepEqual(getAt(config, ['data_sources', 'microservice', 'url']), null)
  const failure = failureOf(() => planRun(released('seo'), { whose, version, config: empty }))
  assert.equal(failure?.code, 'sidecar/variables-missing')
  assert.match(failure?.message ?? '', /MICROSERVICE_URL/)
})

test('what cannot be sent keeps a flow from running where it is needed, and is told where it is not', () => {
  const { flow, variables } = released('seo')
  const stray = { name: 'STRAY', type: 'string', description: '', path: '/version' } as const
  const plan = (required: boolean) =>
    planRun({ flow, variables: [...variables, { ...stray, required }] }, { whose, version, config })
  const failure = failureOf(() => plan(true))
  assert.equal(failure?.code, 'sidecar/not-injectable')
  assert.match(failure?.message ?? '', /STRAY is taken by no field of the flow/)
  assert.deepEqual(plan(false).warnings, [
    {
      code: 'variable-not-injected',
      message: 'STRAY is taken by no field of the flow.',
      variable: 'STRAY',
    },
  ])
})

test('a flow of which nobody has said what it takes runs, with a warning; without a flow nothing does', () => {
  const { flow } = released('seo')
  const { warnings } = planRun({ flow, variables: undefined }, { whose, version, config })
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['no-metadata'],
  )
  const failure = failureOf(() => planRun({ flow: undefined, variables: [] }, { whose, version, config }))
  assert.equal(failure?.code, 'sidecar/flow-not-published')
})
