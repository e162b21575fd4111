// Our client against a real Langflow. With UPDATE_GOLDEN=1 what it answered becomes
// `main/langflow/recorded/exchanges.json`, from which `npm test` plays it back.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { HttpLangflowServer } from '../../main/langflow/http-langflow-server.ts'
import { customMetadataSchema } from '../../shared/flow/custom-metadata.ts'
import type { FlowDocument } from '../../shared/flow/document.ts'
import { flowHash, planInjection, readFlowFile } from '../../shared/flow/index.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { jsonOf } from '../starter/starter-files.ts'
import { starterFlow } from '../support/flows.ts'
import { TENANT, userOf } from './support/cases.ts'
import { all, failure } from './support/client.ts'
import { contentAnswer, contractServer, TOKEN } from './support/contract-server.ts'
import { echoFlow } from './support/echo-flow.ts'
import { startLangflow } from './support/langflow.ts'
import { echoModel } from './support/model.ts'
import { recorder } from './support/recorder.ts'

const RECORDED = fileURLToPath(new URL('../../main/langflow/recorded/exchanges.json', import.meta.url))
const [ECHO, WALKER, NONE] = [1, 2, 3].map((n) => `0198f3a2-7c1e-8b6a-9d51-00000000000${n}`) as [
  string,
  string,
  string,
]
const OTHER_TENANT = '11111111-0000-4000-8000-000000000002'

test('a real Langflow takes, gives, runs and removes flows as our client says', async (t) => {
  const voice = (text: string) => {
    const { voice: usual } = jsonOf('defaults/content/1.1.0.json') as { voice: object }
    return { voice: { ...usual, tone_of_voice: text, custom_prompt_additions: `Ünïcode from\n${text}` } }
  }
  const sidecar = await contractServer(t, {
    [userOf(1)]: contentAnswer(TENANT, userOf(1), voice('like a pirate')),
    [userOf(2)]: contentAnswer(OTHER_TENANT, userOf(2), voice('like a notary')),
  })
  const langflow = await startLangflow(t, {
    CROSSWALK_URL: sidecar.url,
    CROSSWALK_TOKEN: TOKEN,
    OPENAI_API_KEY: 'sk-of-the-test',
    OPENAI_API_BASE: `${await echoModel(t)}/v1`,
  })
  const { url, exchanges, next } = await recorder(t, langflow.url)
  const address = { environment: 'test', url, variable: 'LANGFLOW_URL', apiKey: langflow.apiKey }
  const server = new HttpLangflowServer(address)
  const code = (promise: Promise<unknown>) => failure(promise, langflow.apiKey)

  next('health')
  await server.checkHealth()
  next('version')
  assert.equal(await server.version(), '1.13.0')

  const echo = { ...echoFlow(), endpoint_name: 'echo' }
  next('put-new')
  await server.putFlow(ECHO, echo)
  next('put-again')
  await server.putFlow(ECHO, echo)
  next('get')
  const [read] = readFlowFile((await server.findFlow(ECHO)) ?? '', 'Langflow')
  assert.equal(read && flowHash(read.flow), flowHash(echo))
  next('get-missing')
  assert.equal(await server.findFlow(NONE), undefined)
  next('put-endpoint-taken')
  assert.equal((await code(server.putFlow(NONE, { ...echo, name: 'Another' }))).code, 'langflow/rejected')
  next('put-uuid-5')
  assert.equal(
    (await code(server.putFlow(NONE.replace('-8', '-5'), { ...echo, name: 'x' }))).code,
    'langflow/rejected',
  )

  const run = { id: ECHO, input: 'hello', sessionId: 's-1' }
  next('run')
  assert.deepEqual((await server.run(run)).texts, ['hello'])
  next('run-stream')
  const events = await all(server.stream(run))
  assert.equal(events.at(-1)?.event, 'end')
  next('run-missing')
  assert.equal((await code(server.run({ ...run, id: NONE }))).code, 'langflow/no-flow')
  next('stream-missing')
  assert.equal((await code(all(server.stream({ ...run, id: NONE })))).code, 'langflow/no-flow')
  const tweaks = { [String(echo.data.nodes[0]?.id)]: { code: { value: 'x' } } }
  next('run-tweaks-refused')
  const refused = await code(server.run({ ...run, tweaks }))
  assert.equal(refused.code, 'langflow/tweaks-refused')
  assert.deepEqual((refused.data as { fields: string[] }).fields, ['code'])

  const { id: _, ...walker } = jsonOf('flows/content/1.1.0.json') as unknown as FlowDocument & { id: string }
  await server.putFlow(WALKER, { ...walker, endpoint_name: null })
  const walk = (tenant: string, user: string) => ({
    ...{ id: WALKER, input: 'bicycles', sessionId: user },
    headers: { 'X-LANGFLOW-GLOBAL-VAR-TENANT_ID': tenant, 'X-LANGFLOW-GLOBAL-VAR-USER_ID': user },
  })
  const answers = await Promise.all([
    server.run(walk(TENANT, userOf(1))),
    server.run(walk(OTHER_TENANT, userOf(2))),
  ])
  const texts = answers.map(({ texts }) => texts.join('\n'))
  assert.match(
    texts[0] ?? '',
    /Write posts for tenant 11111111-0000-4000-8000-000000000001.*Tone of voice: like a pirate.*Ünïcode from\nlike a pirate/s,
  )
  assert.match(
    texts[1] ?? '',
    /Write posts for tenant 11111111-0000-4000-8000-000000000002.*Tone of voice: like a notary/s,
  )
  assert.doesNotMatch(texts[0] ?? '', /notary|000000000002/)
  assert.doesNotMatch(texts[1] ?? '', /pirate|8000-000000000001/)
  assert.equal(sidecar.asked.length, 2, 'one request a run, however many outputs are wired')

  await t.test('what the injection plan says arrives, by headers and by tweaks', async () => {
    const { flow, custom_metadata } = starterFlow('content', '1.0.0')
    const usual = jsonOf('defaults/content/1.0.0.json') as JsonObject & { voice: JsonObject }
    const config = {
      ...usual,
      voice: { ...usual.voice, language: 'fr', custom_prompt_additions: 'Zürich,\nalways' },
    }
    const { required_variables: variables } = customMetadataSchema.parse(custom_metadata)
    const { headers, tweaks, left_out } = planInjection({ flow, variables, config })
    assert.deepEqual(left_out, [])
    assert.deepEqual(Object.keys(tweaks), ['TextInput-cEkya'])
    const { id: __, ...document } = flow
    await server.putFlow(NONE, { ...(document as JsonObject), name: 'Old Walker', endpoint_name: null })
    const [text] = (await server.run({ ...run, id: NONE, headers, tweaks })).texts
    assert.match(text ?? '', /Language: fr.*Zürich,\nalways/s)
    assert.equal(await server.deleteFlow(NONE), true)
  })

  next('run-flow-failed')
  const failed = await code(server.run(walk(TENANT, userOf(3))))
  assert.equal(failed.code, 'langflow/flow-failed')
  assert.match(failed.message, /Load User Config.*The sidecar refuses with 404/)
  next('stream-flow-failed')
  assert.equal((await code(all(server.stream(walk(TENANT, userOf(3)))))).code, 'langflow/flow-failed')
  const missing = await code(server.run({ id: WALKER, input: 'x', sessionId: 's-1' }))
  assert.match(missing.message, /Tenant ID is no UUID: ''/)

  next('delete')
  assert.equal(await server.deleteFlow(ECHO), true)
  next('delete-missing')
  assert.equal(await server.deleteFlow(ECHO), false)
  next('key-refused')
  const stranger = new HttpLangflowServer({ ...address, apiKey: 'sk-of-nobody' })
  assert.equal((await code(stranger.findFlow(ECHO))).code, 'langflow/key-refused')

  const text = JSON.stringify(exchanges, null, 2)
    .replaceAll(url, 'http://langflow')
    .replaceAll(sidecar.url, 'http://crosswalk')
    // Tracebacks name where Langflow was installed.
    .replaceAll(/[^\s"\\]*\/(?=lib\/python3)/g, '/langflow/')
  assert.ok(!text.includes(langflow.apiKey))
  if (process.env.UPDATE_GOLDEN) writeFileSync(RECORDED, `${text}\n`)
})
