import assert from 'node:assert/strict'
import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { exportJWK, type JWK, SignJWT } from 'jose'
import { type Owner, SidecarStage, userToken } from '../../test/support/sidecar.ts'

const CONFIG = '/api/v1/walker-agents/seo/config'
const LOAD = '/api/v1/runtime/load-config'

test('what is wrong with a request is told as RFC 9457 has it', { timeout: 240_000 }, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 2 })
  const sidecar = await stage.start({ CROSSWALK_SIDECAR_BODY_BYTES: '65536' })
  const [mine] = (await stage.people()) as [Owner]
  const service = await stage.serviceToken('seo')
  const good = { agent: 'seo', tenant_id: mine.tenantId, user_id: mine.userId }

  const refusedAs = async (
    request: Parameters<typeof sidecar.ask>[2],
    status: number,
    code: string,
    [method, path]: readonly [string, string] = ['POST', LOAD],
  ) => {
    const answer = await sidecar.ask(method, path, { token: service, ...request })
    const about = `${method} ${path} ${JSON.stringify(request).slice(0, 200)}`
    assert.deepEqual([answer.status, answer.body.code], [status, code], about)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
    assert.deepEqual(Object.keys(answer.body).sort(), [
      'code',
      'detail',
      'instance',
      'request_id',
      'status',
      'title',
      'type',
    ])
    assert.equal(answer.body.request_id, answer.headers.get('x-request-id'))
    return answer
  }

  await t.test('bodies', async () => {
    await refusedAs({}, 422, 'sidecar/invalid')
    await refusedAs({ body: '' }, 400, 'sidecar/bad-request')
    await refusedAs({ body: '{"agent": "seo"' }, 400, 'json/invalid')
    await refusedAs({ body: '{"agent":"seo","agent":"content"}' }, 400, 'json/duplicate-key')
    await refusedAs({ body: `{"agent":"a\\u0000"}` }, 400, 'json/unstorable')
    await refusedAs({ body: `${'['.repeat(100)}${']'.repeat(100)}` }, 400, 'json/too-deep')
    for (const body of ['null', '[]', '"seo"', '{}', '{"__proto__":{"agent":"seo"}}']) {
      await refusedAs({ body }, 422, 'sidecar/invalid')
    }
    await refusedAs({ body: { ...good, extra: 1 } }, 422, 'sidecar/invalid')
    await refusedAs({ body: { ...good, tenant_id: 7 } }, 422, 'sidecar/invalid')
    await refusedAs({ body: { ...good, tenant_id: 'x' } }, 422, 'sidecar/invalid')
    await refusedAs({ body: { ...good, agent: 'SEO!' } }, 422, 'sidecar/invalid')
    await refusedAs({ body: { ...good, agent: 'content' } }, 403, 'sidecar/wrong-agent')
    await refusedAs({ body: { ...good, flow_version: '1.2' } }, 422, 'sidecar/invalid')
    await refusedAs(
      { body: JSON.stringify({ ...good, flow_version: 'x'.repeat(70_000) }) },
      413,
      'sidecar/too-large',
    )
    const invalid = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString('latin1')
    const raw = await fetch(`${sidecar.url}${LOAD}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${service}`, 'content-type': 'application/json' },
      body: Buffer.from(invalid, 'latin1'),
    })
    assert.equal(((await raw.json()) as { code: string }).code, 'sidecar/bad-request')
    const ahead = await sidecar.ask('POST', LOAD, {
      token: service,
      body: { ...good, flow_version: '9.9.9' },
    })
    assert.equal(ahead.status, 200)
    assert.match(ahead.text, /flow-version-differs/)
  })

  await t.test('types of content', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonp',
    ]) {
      await refusedAs({ body: good, headers: { 'content-type': type } }, 415, 'sidecar/unsupported')
    }
    await refusedAs({ body: good, headers: { 'content-encoding': 'gzip' } }, 415, 'sidecar/unsupported')
  })

  await t.test('paths', async () => {
    await refusedAs({}, 404, 'sidecar/no-route', ['GET', '/nowhere?token=sesame'])
    await refusedAs({}, 404, 'sidecar/no-route', ['DELETE', LOAD])
    const bad = await sidecar.ask('GET', '/api/v1/walker-agents/%E0%A4%A/config')
    assert.deepEqual([bad.status, bad.body.code], [400, 'sidecar/bad-request'])
  })

  await t.test('tokens of users', async () => {
    const secret = createSecretKey(Buffer.from('another secret of tests, of more than 32 characters'))
    const parts = (await userToken(mine)).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const tokens: readonly (readonly [string | undefined, string])[] = [
      [undefined, 'sidecar/no-token'],
      ['x', 'sidecar/bad-token'],
      [`${none}.${parts[1]}.`, 'sidecar/bad-token'],
      [`${none}.${parts[1]}.${parts[2]}`, 'sidecar/bad-token'],
      [`${parts[0]}.${parts[1]}.${parts[2]?.slice(0, -4)}AAAA`, 'sidecar/bad-token'],
      [await userToken(mine, { key: secret }), 'sidecar/bad-token'],
      [await userToken(mine, { alg: 'HS512' }), 'sidecar/bad-token'],
      [await userToken(mine, { expires: '-1m' }), 'sidecar/bad-token'],
      [await userToken(mine, { claims: { aud: 'others' } }), 'sidecar/bad-token'],
      [await userToken(mine, { claims: { iss: 'https://evil.example' } }), 'sidecar/bad-token'],
    ]
    for (const [token, code] of tokens) {
      const request = token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }
      const answer = await sidecar.ask('GET', CONFIG, request)
      assert.deepEqual([answer.status, answer.body.code], [401, code], token)
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
    }
    const key = createSecretKey(Buffer.from('a secret for tests, of more than 32 characters'))
    const payload = {
      tenant_id: mine.tenantId,
      sub: mine.userId,
      iss: 'https://issuer.example',
      aud: 'walker',
    }
    for (const build of [
      new SignJWT(payload).setNotBefore('-1m'),
      new SignJWT(payload).setExpirationTime('1h'),
      new SignJWT(payload).setNotBefore('10m').setExpirationTime('1h'),
    ]) {
      const token = await build.setProtectedHeader({ alg: 'HS256' }).sign(key)
      assert.equal((await sidecar.ask('GET', CONFIG, { token })).status, 401)
    }
  })

  await t.test('tokens of services', async () => {
    const { tokens } = stage.there.services
    const body = good
    for (const token of ['cw_', `cw_${'A'.repeat(43)}`, `${service}x`, service.toLowerCase()]) {
      await refusedAs({ token, body }, 401, 'sidecar/bad-token')
    }
    const past = await tokens.create('test', {
      name: 'past',
      agents: ['seo'],
      expiresAt: '2020-01-01T00:00:00Z',
      who: 'ann',
    })
    const { body: refusal } = await refusedAs({ token: past.token, body }, 401, 'sidecar/bad-token')
    assert.match(String(refusal.detail), /it has expired/)
  })

  await t.test('and nothing of bodies, tokens or queries is in the log', async () => {
    await sidecar.ask('GET', `${CONFIG}?token=sesame`, { token: await userToken(mine) })
    const log = sidecar.log.join('')
    for (const secret of ['sesame', service, 'Bearer', 'data_sources', 'eyJ'])
      assert.ok(!log.includes(secret), secret)
    assert.match(log, new RegExp(`"route":"${LOAD}"`))
  })
})

test('keys of an issuer are fetched, and a new one is found without a restart', {
  timeout: 240_000,
}, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 1 })
  const [mine] = (await stage.people()) as [Owner]
  const pair = (kid: string) => ({ kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) })
  const [first, second] = [pair('first'), pair('second')]
  const jwk = async ({ kid, publicKey }: typeof first): Promise<JWK> => ({
    ...(await exportJWK(publicKey)),
    kid,
    alg: 'RS256',
  })
  let keys: JWK[] = [await jwk(first)]
  let asked = 0
  const issuer = createServer((_, response) => {
    asked++
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys }))
  }).listen(0, '127.0.0.1')
  await once(issuer, 'listening')
  t.after(() => issuer.close())
  const { port } = issuer.address() as { port: number }
  const sidecar = await stage.start({
    CROSSWALK_JWT_SECRET: '',
    CROSSWALK_JWKS_URL: `http://127.0.0.1:${port}/keys`,
    CROSSWALK_JWKS_COOLDOWN_MS: '0',
  })
  const ask = async ({ kid, privateKey }: typeof first, alg = 'RS256') => {
    const token = await new SignJWT({
      tenant_id: mine.tenantId,
      sub: mine.userId,
      iss: 'https://issuer.example',
      aud: 'walker',
    })
      .setProtectedHeader({ alg, kid })
      .setNotBefore('-1m')
      .setExpirationTime('1h')
      .sign(privateKey)
    return (await sidecar.ask('GET', CONFIG, { token })).status
  }
  assert.deepEqual([await ask(first), await ask(first), asked], [200, 200, 1])
  assert.equal(await ask(second), 401)
  keys = [await jwk(first), await jwk(second)]
  assert.deepEqual([await ask(second), await ask(first)], [200, 200])

  // What everybody knows, the public key, taken for a shared secret.
  const shared = createSecretKey(Buffer.from(first.publicKey.export({ type: 'spki', format: 'pem' })))
  const forged = await userToken(mine, { key: shared })
  assert.equal((await sidecar.ask('GET', CONFIG, { token: forged })).status, 401)
})

test('limits hold: of requests a minute, of requests at once, and of time', {
  timeout: 240_000,
}, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 2 })
  const [mine, other] = (await stage.people()) as [Owner, Owner]

  const slow = await stage.start({ CROSSWALK_SIDECAR_RATE: '5' })
  const tokens = [await userToken(mine), await userToken(mine, { expires: '2h' })]
  const statuses: number[] = []
  for (let at = 0; at < 8; at++)
    statuses.push((await slow.ask('GET', CONFIG, { token: tokens[at % 2] ?? '' })).status)
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429, 429], 'of a user, whatever the token')
  const refused = await slow.ask('GET', CONFIG, { token: tokens[0] ?? '' })
  assert.ok(Number(refused.headers.get('retry-after')) >= 1)
  assert.equal((await slow.ask('GET', CONFIG, { token: await userToken(other) })).status, 200)

  // A Redis that is away stops nobody.
  const without = await stage.start({ REDIS_URL: 'redis://127.0.0.1:1' })
  assert.equal((await without.ask('GET', CONFIG, { token: tokens[0] ?? '' })).status, 200)

  const narrow = await stage.start({
    CROSSWALK_SIDECAR_CONCURRENT: '2',
    CROSSWALK_SIDECAR_TIMEOUT_MS: '1500',
  })
  const holder = await stage.there.session()
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE walker_agent_user_configs IN ACCESS EXCLUSIVE MODE')
  const token = tokens[0] ?? ''
  const waiting = [
    narrow.ask('GET', CONFIG, { token }),
    narrow.ask('GET', CONFIG, { token: await userToken(other) }),
  ]
  await new Promise((resolve) => setTimeout(resolve, 200))
  const busy = await narrow.ask('GET', CONFIG, { token })
  assert.deepEqual([busy.status, busy.body.code, busy.headers.get('retry-after')], [503, 'sidecar/busy', '2'])
  assert.equal((await narrow.ask('GET', '/health')).status, 200)
  for (const answer of await Promise.all(waiting)) assert.equal(answer.status, 503)
  await holder.query('ROLLBACK')
  assert.equal((await narrow.ask('GET', CONFIG, { token })).status, 200)
})

test('on stopping, what is under way is finished and nothing new is taken', {
  timeout: 240_000,
}, async (t) => {
  const stage = await SidecarStage.open(t, { tenants: 1 })
  const [mine] = (await stage.people()) as [Owner]
  const sidecar = await stage.start()
  const token = await userToken(mine)
  const holder = await stage.there.session()
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE walker_agent_user_configs IN ACCESS EXCLUSIVE MODE')
  const underWay = sidecar.ask('GET', CONFIG, { token })
  await new Promise((resolve) => setTimeout(resolve, 200))
  const stopped = sidecar.stop()
  await new Promise((resolve) => setTimeout(resolve, 100))
  const { hostname, port } = new URL(sidecar.url)
  const refused = await new Promise<boolean>((resolve) => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => resolve(true))
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
  })
  assert.ok(refused)
  await holder.query('ROLLBACK')
  assert.equal((await underWay).status, 200)
  const started = performance.now()
  await stopped
  assert.ok(performance.now() - started < 5_000, 'nobody waits for the grace to end')
})
