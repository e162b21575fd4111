// Load User Config in real Langflow: `npm run test:langflow`. What it asks and says is kept in `recorded/`, which
// `npm test` checks without Python.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testFolder } from '../support/workspace.ts'
import { CASES, fieldsOf, userOf } from './support/cases.ts'
import { contractServer } from './support/contract-server.ts'
import { COMPONENTS, type Environment, pythonEnvironment, run } from './support/venv.ts'

const CALL = fileURLToPath(new URL('support/call.py', import.meta.url))
const RECORDED = fileURLToPath(new URL('recorded/component.json', import.meta.url))

for (const environment of ['lfx-1.13', 'lfx-0.1'] as const satisfies readonly Environment[]) {
  test(`${environment}: the component asks and says what is recorded`, async (t) => {
    const recorded = await record(t, await pythonEnvironment(environment))
    const text = `${JSON.stringify(recorded, null, 2)}\n`
    if (process.env.UPDATE_GOLDEN) writeFileSync(RECORDED, text)
    assert.deepEqual(recorded, JSON.parse(readFileSync(RECORDED, 'utf8')))
  })
}

async function record(t: { after(act: () => Promise<void>): void }, bin: string): Promise<object[]> {
  const users = Object.fromEntries(
    CASES.flatMap(({ answer }, index) => (answer === undefined ? [] : [[userOf(index), answer]])),
  )
  const { url, asked } = await contractServer(t, users)
  const { status, stdout, stderr } = await run(join(bin, 'python'), [CALL], {
    env: { PYTHONPATH: COMPONENTS, LANGFLOW_CONFIG_DIR: await testFolder(t) },
    input: JSON.stringify(CASES.map((each, index) => fieldsOf(each, index, url))),
  })
  assert.equal(status, 0, stderr)
  const outcomes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as object[]
  return CASES.map(({ name }, index) => {
    const requests = asked.filter(({ body }) => body.includes(userOf(index)))
    // However many outputs there are.
    assert.ok(requests.length <= 1, name)
    const outcome = JSON.parse(JSON.stringify(outcomes[index]).replaceAll(url, 'http://crosswalk'))
    return { name, request: requests[0] === undefined ? null : kept(requests[0]), outcome }
  })
}

// The token is the test's own; the host differs from run to run.
const kept = ({ headers, body }: { headers: Record<string, unknown>; body: string }) => {
  const { accept, authorization, 'content-type': type, 'user-agent': agent } = headers
  return {
    headers: { accept, authorization, 'content-type': type, 'user-agent': agent },
    body: JSON.parse(body),
  }
}
