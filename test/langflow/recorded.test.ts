// The component without Python: what it asks and says, as `npm run test:langflow` has recorded it in real Langflow,
// held against what the sidecar takes.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { loadConfigAnswer, loadConfigBody } from '../../shared/api/sidecar/runtime.ts'
import { readFlowFile } from '../../shared/flow/index.ts'
import { getAt } from '../../shared/json/pointer.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { jsonOf, textOf } from '../starter/starter-files.ts'
import { CASES, TENANT, userOf } from './support/cases.ts'
import { loadConfigRequest } from './support/contract.ts'
import { TOKEN } from './support/contract-server.ts'

type Recorded = {
  readonly name: string
  readonly request: { readonly headers: JsonObject; readonly body: JsonObject } | null
  readonly outcome: {
    readonly error?: string
    readonly user_config?: JsonObject
    readonly values?: JsonObject
  }
}

const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(new URL('recorded/component.json', import.meta.url), 'utf8'),
)

const CODE = readFileSync(
  new URL('../../langflow/components/walker_agents/load_user_config.py', import.meta.url),
  'utf8',
)

test('every case is recorded, in its order', () => {
  assert.deepEqual(
    recorded.map(({ name }) => name),
    CASES.map(({ name }) => name),
  )
})

test('what the component asks is what the sidecar takes', () => {
  for (const [index, { name, request }] of recorded.entries()) {
    if (request === null) continue
    for (const form of [loadConfigBody, loadConfigRequest])
      assert.ok(form.safeParse(request.body).success, name)
    assert.deepEqual([request.body.tenant_id, request.body.user_id], [TENANT, userOf(index)], name)
    assert.match(String(request.headers.authorization), /^Bearer cw_/)
    assert.equal(request.headers['content-type'], 'application/json')
  }
})

test('what the sidecar may answer is what the component was shown', () => {
  for (const { name, answer } of CASES) {
    if (answer === undefined || 'delayMs' in answer || typeof answer.status === 'number') continue
    assert.ok(loadConfigAnswer.safeParse(answer).success, name)
  }
})

test('a failure says what is wrong and what to do, and never the token', () => {
  for (const { name, outcome } of recorded) {
    assert.ok(!JSON.stringify(outcome).includes(TOKEN), name)
    if (outcome.error === undefined) continue
    assert.match(outcome.error, /^[A-Z].*[.\])]$/s, name)
    assert.doesNotMatch(outcome.error, /Traceback|None\b/, name)
    assert.match(outcome.error, /Correct|Check|Put|Try|Copy|Bind|Feed|Use|Look|Run version|raise/, name)
  }
})

test('the marks of a failed migration go on with the former config, and nothing is made up', () => {
  const marked = recorded.find(({ name }) => name === 'hands on the marks of a failed migration')?.outcome
  assert.equal(marked?.user_config?._migration_failed, true)
  assert.equal(marked?.user_config?._migration_error, 'step 2: the target is occupied')
  const usual = recorded.find(({ name }) => name === 'hands on config, variables and values')?.outcome
  assert.deepEqual(usual?.user_config, { ...jsonOf('defaults/content/1.1.0.json'), tenant_id: TENANT })
})

test('the starter flow has the component as its first node, with this code, and every value wired', () => {
  const [entry] = readFlowFile(textOf('flows/content/1.1.0.json'), 'content 1.1.0')
  assert.ok(entry)
  const { nodes, edges } = entry.flow.data
  const first = nodes.find((node) => node.type === 'genericNode')
  assert.ok(first)
  const at = (...tokens: string[]) => getAt(first, ['data', 'node', ...tokens])
  assert.equal(at('template', 'code', 'value'), CODE)
  assert.equal(at('template', 'flow_version', 'value'), '1.1.0')
  const wanted = at('template', 'values', 'value') as string[]
  const outputs = (at('outputs') as JsonObject[]).map(({ name }) => name)
  assert.deepEqual(outputs, ['user_config', 'variables', ...wanted.map((value) => `value:${value}`)])
  const wired = edges
    .filter(({ source }) => source === first.id)
    .map((edge) => getAt(edge, ['data', 'sourceHandle', 'name']))
  assert.deepEqual(wired.sort(), wanted.map((value) => `value:${value}`).sort())
  // A field that is bound and fed takes what the edge brings for the name of a variable.
  for (const edge of edges) {
    const field = String(getAt(edge, ['data', 'targetHandle', 'fieldName']))
    const target = nodes.find(({ id }) => id === edge.target)
    assert.notEqual(getAt(target ?? {}, ['data', 'node', 'template', field, 'load_from_db']), true, field)
  }
})
