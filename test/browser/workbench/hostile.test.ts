import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { WebSocket } from 'ws'
import { Desk } from '../../../main/api/desk.ts'
import { ensureBuilt } from '../../../main/web/built.ts'
import { serveDesk } from '../../../main/web/server.ts'
import { askSession, enterBy, openSocket, openWindow } from '../../support/web-client.ts'
import { testWorkspaceFolder } from '../../support/workspace.ts'
import { openPage, useBrowser } from '../support.ts'

useBrowser()

async function served(t: TestContext) {
  await ensureBuilt({ signal: AbortSignal.timeout(120_000), building: () => {} })
  const workspaceDir = await testWorkspaceFolder(t)
  const bugs: unknown[] = []
  const desk = new Desk({
    workspaceDir,
    version: '0.0.0',
    who: 'ann',
    logBug: (error) => void bugs.push(error),
  })
  const web = await serveDesk(desk, { port: 0, privateFolder: join(workspaceDir, '.crosswalk') })
  t.after(async () => {
    await web.close()
    await desk.close()
  })
  const url = `http://127.0.0.1:${web.port}`
  return { ...web, url, desk, bugs }
}

/** A page of somebody else's, on this machine and so of the same site as cookies see it. */
async function foreignPage(t: TestContext, html: string): Promise<string> {
  const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** What such a page tries, as its own script: whatever it is given to read, it tells. */
const HOSTILE = `async (url) => {
  const read = async (path, init) => {
    try {
      return await (await fetch(url + path, { credentials: 'include', ...init })).text()
    } catch {
      return 'refused'
    }
  }
  const socket = (protocols) =>
    new Promise((resolve) => {
      const opened = new WebSocket(url.replace('http', 'ws') + '/api', protocols)
      opened.onopen = () => resolve('open')
      opened.onerror = () => resolve('refused')
    })
  const loaded = (element) =>
    new Promise((resolve) => {
      element.onload = () => resolve('loaded')
      element.onerror = () => resolve('refused')
      document.body.append(element)
    })
  const make = (name, src) => Object.assign(document.createElement(name), { src })
  await loaded(make('iframe', url + '/'))
  return {
    page: await read('/'),
    session: await read('/session', { method: 'POST', body: '{"token":"x"}' }),
    link: await read('/link', { method: 'POST' }),
    sockets: [await socket([]), await socket(['crosswalk']), await socket(['crosswalk', 'x'.repeat(43)])],
    script: await loaded(make('script', url + '/main.js')),
  }
}`

/** The status of a request with just these headers. */
async function statusOf(
  port: number,
  head: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
): Promise<string> {
  const all = { host: `127.0.0.1:${port}`, 'content-length': String(Buffer.byteLength(body)), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect(port, '127.0.0.1')
  socket.write(`${head} HTTP/1.1\r\n${lines.join('')}connection: close\r\n\r\n${body}`)
  let answer = ''
  for await (const chunk of socket) answer += String(chunk)
  return answer.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)
}

const closed = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => socket.once('close', (code) => resolve(code)))

test('a page elsewhere gets nothing of a workbench that is open in the same browser', async (t) => {
  const web = await served(t)
  const { page, context } = await openPage(t)
  await page.goto(web.link())
  await page.getByRole('navigation', { name: 'Activities' }).waitFor()
  assert.equal(await page.evaluate('location.hash'), '')
  const [cookie] = await context.cookies(web.url)
  assert.deepEqual(
    [cookie?.name, cookie?.httpOnly, cookie?.sameSite],
    [`crosswalk-${web.port}`, true, 'Strict'],
  )

  const evil = await context.newPage()
  await evil.goto(await foreignPage(t, '<body><form method="post"></form></body>'))
  const told = await evil.evaluate<Record<string, unknown>>(`(${HOSTILE})(${JSON.stringify(web.url)})`)
  assert.deepEqual([told.page, told.session, told.link], ['refused', 'refused', 'refused'])
  assert.deepEqual(told.sockets, ['refused', 'refused', 'refused'])
  assert.equal(told.script, 'refused')
  const frame = evil.frames().find((one) => one !== evil.mainFrame())
  assert.ok(!(await frame?.content())?.includes('id="root"'), 'it was shown in a frame')

  await evil.evaluate(`Object.assign(document.forms[0], { action: '${web.url}/session' }).submit()`)
  await evil.waitForLoadState()
  assert.match(await evil.innerText('body'), /web\/foreign-origin/)
  assert.deepEqual(web.bugs, [])
})

test('without its session, or with half of it, nobody gets a socket', async (t) => {
  const { url, link, port } = await served(t)
  const pass = await enterBy(link())
  const other = await enterBy(link())
  for (const given of [
    {},
    { cookie: pass.cookie },
    { key: pass.key },
    { cookie: pass.cookie, key: other.key },
  ]) {
    await assert.rejects(openSocket(url, given), /refused with 401/)
  }
  for (const origin of [
    'http://evil.example',
    'null',
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`,
  ]) {
    await assert.rejects(openSocket(url, pass, { origin }), /refused with 403/)
  }
  await assert.rejects(openSocket(url, pass, { host: 'evil.example' }), /refused with 403/)
  const socket = await openSocket(url, pass)
  socket.close()
  await closed(socket)
})

test('a link that was stolen and used leaves its owner outside, who is told so', async (t) => {
  const web = await served(t)
  const link = web.link()
  await enterBy(link)
  const { page } = await openPage(t)
  await page.goto(link)
  await page.getByRole('heading', { name: 'Crosswalk is not open here' }).waitFor()
  assert.match(await page.innerText('main'), /used already/)
  assert.equal(await page.evaluate('location.hash'), '')
  await page.getByLabel('A new link').fill(web.link())
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('navigation', { name: 'Activities' }).waitFor()
  assert.ok(await page.evaluate(`localStorage.getItem('crosswalk.key') !== null`))
})

test('another name for this machine, other methods, and paths that lead elsewhere are refused', async (t) => {
  const { port, url, bugs } = await served(t)
  const get = (path: string, headers: Record<string, string> = {}) =>
    statusOf(port, `GET ${path}`, { headers })
  assert.equal(await get('/'), '200')
  assert.equal(await get('/', { host: `localhost:${port}` }), '200')
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port}.evil.example`,
    '',
  ]) {
    assert.match(await get('/', { host }), /^40[03]$/, host)
  }
  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '//etc/passwd',
    '/main.js/../../../package.json',
    '/built-from',
    '/.crosswalk/web/sessions.json',
    '/__proto__',
    '/constructor',
    '/main.js%00.html',
  ]) {
    assert.equal(await get(path), '404', path)
  }
  assert.equal(await statusOf(port, 'DELETE /'), '400')
  assert.equal(await get('/session'), '400')

  const origin = url
  const post = (body: string, headers: Record<string, string> = {}) =>
    statusOf(port, 'POST /session', {
      headers: { origin, 'content-type': 'application/json', ...headers },
      body,
    })
  assert.equal(await post('{"token":"x"}'), '401')
  assert.equal(await post('{"token":"x"}', { origin: 'http://evil.example' }), '403')
  assert.equal(await post('{"token":"x"}', { 'content-type': 'text/plain' }), '400')
  for (const body of [
    '',
    '{',
    '[]',
    '{"token":7}',
    '{"__proto__":{"token":"x"}}',
    '{"token":"x","key":"y"}',
  ]) {
    assert.equal(await post(body), '400', body)
  }
  assert.equal(await post(`{"token":"${'x'.repeat(5000)}"}`), '413')
  assert.equal(await statusOf(port, 'POST /link', { headers: { authorization: 'Bearer x' } }), '401')
  assert.deepEqual(bugs, [])
})

test('every answer keeps pages of ours to themselves', async (t) => {
  const { url } = await served(t)
  for (const path of ['/', '/main.js', '/nothing', '/session']) {
    const { headers } = await fetch(url + path)
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe-inline/)
    const of = (name: string) => headers.get(name)
    assert.deepEqual(
      [
        'x-content-type-options',
        'referrer-policy',
        'cross-origin-opener-policy',
        'cross-origin-resource-policy',
      ].map(of),
      ['nosniff', 'no-referrer', 'same-origin', 'same-origin'],
    )
    assert.equal(of('access-control-allow-origin'), null)
  }
})

test('frames that nobody can read end their socket, and nothing else', async (t) => {
  const { url, link, bugs } = await served(t)
  const pass = await enterBy(link())
  const steady = await openWindow(url, pass)
  t.after(() => steady.socket.terminate())
  const send = async (data: string | Buffer) => {
    const socket = await openSocket(url, pass)
    const end = closed(socket)
    socket.send(data)
    return end
  }
  assert.equal(await send('{'), 1007)
  assert.equal(await send(Buffer.from([0xff, 0xfe])), 1007)
  assert.equal(await send('['.repeat(100_000)), 1007)
  assert.equal(await send(Buffer.alloc(65 * 1024 * 1024, 0x20)), 1009)
  assert.deepEqual(bugs, [])

  // As the serialiser of the calls has it: values, and at which places they are of another kind.
  const pollute = { json: { who: 'eve' }, meta: [[1, '__proto__', 'polluted']], maps: [['__proto__', 'who']] }
  const raw = await openSocket(url, pass)
  const answered = new Promise<string>((resolve) => raw.once('message', (data) => resolve(String(data))))
  raw.send(JSON.stringify({ i: '1', p: { u: '/session/become', b: pollute } }))
  await Promise.race([answered, closed(raw)])
  assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  assert.equal((await steady.api.session.get()).workspace.agents[0], 'seo')
  const big = 'ä'.repeat(10 * 1024 * 1024)
  await assert.rejects(steady.api.session.become({ who: big }), /longer than 200/)
  raw.terminate()
  steady.socket.close()
})

test('whoever opens connections and says nothing is not waited for', async (t) => {
  const { port } = await served(t)
  const slow = connect(port, '127.0.0.1')
  slow.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n`)
  slow.resume()
  const started = performance.now()
  await new Promise((resolve) => slow.once('close', resolve))
  assert.ok(performance.now() - started < 15_000)
})

test('the same browser comes in again by its session, by an old link too, and a second tab at once', async (t) => {
  const web = await served(t)
  const link = web.link()
  const { page, context } = await openPage(t)
  await page.goto(link)
  await page.getByRole('navigation', { name: 'Activities' }).waitFor()
  const keyOf = (one: Page) => one.evaluate<string>(`localStorage.getItem('crosswalk.key')`)
  const key = await keyOf(page)
  const second = await context.newPage()
  for (const open of [
    () => second.goto(web.url),
    () => second.evaluate(`void (location.href = '${link}')`),
  ]) {
    const opened = second.waitForEvent('websocket')
    await open()
    assert.match((await opened).url(), /\/api$/)
    assert.deepEqual([await keyOf(second), await second.evaluate('location.hash')], [key, ''])
    assert.equal(await second.getByText('Crosswalk is not open here').count(), 0)
  }
  assert.equal((await askSession(web.url, { key })).status, 401)
})
