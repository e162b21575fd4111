// The starter flow in real Langflow (`lfx`), its first node asking a running sidecar on a real PostgreSQL.

import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { generateTenants } from '../../shared/config/sample/index.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { STARTER } from '../starter/starter-files.ts'
import { type Owner, SidecarStage } from '../support/sidecar.ts'
import { testFolder } from '../support/workspace.ts'
import { echoModel } from './support/model.ts'
import { COMPONENTS, pythonEnvironment, run } from './support/venv.ts'

const CALL = fileURLToPath(new URL('support/call.py', import.meta.url))
const RELEASE = 'content@1.1.0'

/** Two tenants with configs of the content agent at 1.0.0, and a release of 1.1.0 whose first wave is the first of them. */
async function stage(t: TestContext) {
  const opened = await SidecarStage.open(t, { tenants: 0 })
  const { there } = opened
  await there.application.seed(
    generateTenants({ seed: 7, tenants: 2, agent: 'content', versions: { '1.0.0': 1 } }),
  )
  const [pirate, notary] = (await opened.people()) as [Owner, Owner]
  for (const [{ id }, tone] of [
    [pirate, 'like a pirate'],
    [notary, 'like a notary'],
  ] as const) {
    await there.edit(id, (config) => ({
      ...config,
      voice: { ...(config.voice as JsonObject), tone_of_voice: tone },
    }))
  }
  const file = join(there.dir, 'crosswalk.json')
  const settings = JSON.parse(await readFile(file, 'utf8'))
  const atOnce = { bake_minutes: 0, bake_reads: 0 }
  settings.rollout = {
    waves: [
      { tenants: [pirate.tenantId], ...atOnce },
      { percent: 100, ...atOnce },
    ],
  }
  await writeFile(file, JSON.stringify(settings))
  const sidecar = await opened.start()
  const bin = await pythonEnvironment('lfx-1.13')
  const env = {
    CROSSWALK_URL: sidecar.url,
    CROSSWALK_TOKEN: await opened.serviceToken('content'),
    LANGFLOW_CONFIG_DIR: await testFolder(t),
  }
  return { there, pirate, notary, bin, env }
}

test('two tenants get their own settings, before and after a release and on both sides of a wave', async (t) => {
  const { there, pirate, notary, bin, env } = await stage(t)
  const model = { OPENAI_API_KEY: 'sk-of-the-test', OPENAI_API_BASE: `${await echoModel(t)}/v1` }

  /** What the component says at a version of the flow. */
  const component = async (who: Owner, version: string, token = env.CROSSWALK_TOKEN) => {
    const fields = {
      ...{ sidecar_url: env.CROSSWALK_URL, token, tenant_id: who.tenantId, end_user_id: who.userId },
      ...{ agent: 'content', flow_version: version, values: ['/voice/tone_of_voice'], timeout_seconds: 30 },
      allow_other_version: false,
    }
    const input = JSON.stringify([fields])
    const { stdout, stderr } = await run(join(bin, 'python'), [CALL], {
      env: { ...env, PYTHONPATH: COMPONENTS },
      input,
    })
    const [outcome] = JSON.parse(stdout.trim().split('\n').at(-1) ?? stderr) as [
      { error?: string; values?: object },
    ]
    return outcome.error ?? outcome.values
  }
  /** What the model is asked when the starter flow runs. */
  const starterFlow = async (who: Owner) => {
    const flow = join(STARTER, 'flows/content/1.1.0.json')
    const own = { ...env, ...model, TENANT_ID: who.tenantId, USER_ID: who.userId }
    const { stdout, stderr } = await run(join(bin, 'lfx'), ['run', flow, 'bicycles', '--format', 'text'], {
      env: own,
    })
    return stdout + stderr
  }

  await t.test('before', async () => {
    assert.deepEqual(await component(pirate, '1.0.0'), { '/voice/tone_of_voice': 'like a pirate' })
    assert.deepEqual(await component(notary, '1.0.0'), { '/voice/tone_of_voice': 'like a notary' })
    assert.match(
      await starterFlow(pirate),
      /The config fits version 1\.0\.0 of the flow, and this is 1\.1\.0/,
    )
    assert.match(String(await component(pirate, '1.0.0', 'cw_nobody')), /^The sidecar refuses with 401/)
    const mixed = await component({ ...pirate, userId: notary.userId }, '1.0.0')
    assert.match(String(mixed), /^The sidecar refuses with 404/)
  })

  await t.test('on both sides of a wave', async () => {
    await there.approved(RELEASE)
    await there.push(RELEASE, { wave: 1 })
    const text = await starterFlow(pirate)
    assert.match(
      text,
      new RegExp(`Write posts for tenant ${pirate.tenantId}.*Tone of voice: like a pirate`, 's'),
    )
    assert.ok(!text.includes('notary') && !text.includes(notary.tenantId))
    assert.match(
      await starterFlow(notary),
      /The config fits version 1\.0\.0 of the flow, and this is 1\.1\.0; its migration waits/,
    )
    assert.deepEqual(await component(notary, '1.0.0'), { '/voice/tone_of_voice': 'like a notary' })
  })

  await t.test('after', async () => {
    await there.push(RELEASE)
    const text = await starterFlow(notary)
    assert.match(
      text,
      new RegExp(`Write posts for tenant ${notary.tenantId}.*Tone of voice: like a notary`, 's'),
    )
    assert.ok(!text.includes('pirate') && !text.includes(pirate.tenantId))
  })
})
