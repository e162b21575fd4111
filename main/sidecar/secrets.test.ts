import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { type Owner, SidecarStage, userToken } from '../../test/support/sidecar.ts'

const CONFIG = '/api/v1/walker-agents/seo/config'

test('a secret is encrypted in the database, in the clear for its owner, and nobody else’s', {
  timeout: 240_000,
}, async (t) => {
  process.env.CROSSWALK_KEY_TEST = randomBytes(32).toString('base64')
  t.after(() => {
    delete process.env.CROSSWALK_KEY_TEST
  })
  const stage = await SidecarStage.open(t, { tenants: 2 })
  const { there } = stage
  const file = 'schemas/seo/1.0.0.json'
  const schema = JSON.parse(await readFile(join(there.dir, file), 'utf8'))
  schema.properties.data_sources.properties.bigquery.properties.credentials_secret = {
    type: ['string', 'null'],
    'x-secret': true,
  }
  await there.write(file, JSON.stringify(schema))
  const sidecar = await stage.start()
  const [mine, other] = (await stage.people()) as [Owner, Owner]
  const token = await userToken(mine)
  const withSecret = (config: JsonObject, credentials_secret: unknown): JsonObject => {
    const sources = config.data_sources as { [name: string]: JsonObject }
    return {
      ...config,
      data_sources: { ...sources, bigquery: { ...sources.bigquery, credentials_secret } },
    } as JsonObject
  }
  const put = async (of: Owner, change: (config: JsonObject) => JsonObject) => {
    const theirs = await userToken(of)
    const { body, headers } = await sidecar.ask('GET', CONFIG, { token: theirs })
    return sidecar.ask('PUT', CONFIG, {
      token: theirs,
      body: writeJson(change(body)),
      headers: { 'if-match': headers.get('etag') ?? '' },
    })
  }

  const written = await put(mine, (config) => withSecret(config, 'open sesame'))
  assert.equal(written.status, 200, written.text)
  assert.match(written.text, /open sesame/)
  const stored = (await there.config(mine.id)).text
  assert.doesNotMatch(stored, /sesame/)
  assert.match(stored, /"\$secret"/)

  const read = await sidecar.ask('GET', CONFIG, { token })
  assert.equal(read.text, written.text)
  const loaded = await sidecar.ask('POST', '/api/v1/runtime/load-config', {
    token: await stage.serviceToken('seo'),
    body: { agent: 'seo', tenant_id: mine.tenantId, user_id: mine.userId },
  })
  assert.match(loaded.text, /open sesame/)

  const same = await put(mine, (config) => ({ ...config, metadata: { note: 1 } }))
  assert.equal(same.status, 200)
  const after = (await there.config(mine.id)).text
  const envelope = /\{"\$secret": \{.*?\}\}/.exec(stored)?.[0] ?? '?'
  assert.ok(after.includes(envelope), 'a secret that stays is not encrypted anew')

  const { $secret } = JSON.parse(envelope)
  const stolen = await put(other, (config) => withSecret(config, { $secret }))
  assert.deepEqual([stolen.status, stolen.body.code], [422, 'sidecar/foreign-secret'])
  assert.doesNotMatch(sidecar.log.join(''), /sesame/)
})
