import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright-core'
import { pageSide } from './page-side.ts'
import { FarPorts, type PortMessage, type StandInPort } from './port.ts'

/** Where the browser has the app's own address: a browser knows no scheme of ours. */
const OUTSIDE = 'https://crosswalk.stand-in'
const INSIDE = 'app://crosswalk'

const insideUrl = (url: string): string => url.replace(OUTSIDE, INSIDE)
const outsideUrl = (url: string): string => url.replace(INSIDE, OUTSIDE)

/** What the windows of one stand-in share. */
export type Shell = {
  readonly newContext: () => Promise<BrowserContext>
  readonly schemes: Map<string, (request: Request) => Promise<Response>>
  readonly invocations: Map<string, (event: unknown, ...args: unknown[]) => unknown>
  readonly app: EventEmitter
  /** Browsers that are about to be gone. */
  readonly closing: Promise<unknown>[]
}

class PreventableEvent {
  defaultPrevented = false
  readonly url: string
  readonly isMainFrame = true
  readonly isSameDocument = false

  constructor(url: string) {
    this.url = url
  }

  preventDefault(): void {
    this.defaultPrevented = true
  }
}

type Encoded = { readonly text: string } | { readonly base64: string }
type FromPage =
  | { readonly kind: 'invoke'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: Encoded }

/** The page of a window, in a real Chromium, behind the real preload script. */
export class StandInContents extends EventEmitter {
  readonly #shell: Shell
  readonly #preload: string
  #page: Page | undefined
  #openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  readonly #frames = new WeakMap<Frame, { readonly url: string }>()
  readonly #far = new FarPorts((message) => void this.#toPage(message))
  #ports = 0

  constructor(shell: Shell, preload: string) {
    super()
    this.#shell = shell
    this.#preload = preload
  }

  /** For tests: what a person sees. */
  get page(): Page {
    if (this.#page === undefined) throw new Error('the window has not been loaded')
    return this.#page
  }

  get mainFrame(): unknown {
    return this.#frameOf(this.page.mainFrame())
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.#openHandler = handler
  }

  /** For tests: what becomes of a link that opens a window. */
  opens(url: string): { action: string } {
    return this.#openHandler({ url })
  }

  async load(url: string): Promise<void> {
    const context = await this.#shell.newContext()
    const page = await context.newPage()
    this.#page = page
    await page.exposeBinding('standInToMain', async ({ frame }, said: FromPage) =>
      this.#fromPage(frame, said),
    )
    const preload = readFileSync(this.#preload, 'utf8')
    // As text, and not evaluated there: the page's own policy forbids that, and has to.
    await page.addInitScript(`(${pageSide})(function (require, module, exports) {${preload}\n})`)
    await context.route('**/*', (route, request) => this.#answer(route, request))
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#far.closeAll()
    })
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }))
    await page.goto(outsideUrl(url))
  }

  async closePage(): Promise<void> {
    const context = this.#page?.context()
    // What it was just asking for is asked by nobody any more.
    await context?.unrouteAll({ behavior: 'ignoreErrors' })
    await context?.close()
  }

  async reload(): Promise<void> {
    await this.page.reload()
  }

  send(channel: string, ...args: readonly unknown[]): void {
    void this.#evaluate({ kind: 'send', channel, args: args.map(encodeDeep) })
  }

  postMessage(channel: string, data: unknown, ports: readonly StandInPort[] = []): void {
    const numbers = ports.map((port) => {
      this.#ports += 1
      return { number: this.#ports, port }
    })
    void this.#evaluate({ kind: 'post', channel, data, ports: numbers.map(({ number }) => number) })
    for (const { number, port } of numbers) this.#far.give(number, port)
  }

  #frameOf(frame: Frame): { readonly url: string } {
    const known = this.#frames.get(frame)
    if (known !== undefined) return known
    const made = {
      get url() {
        return insideUrl(frame.url())
      },
    }
    this.#frames.set(frame, made)
    return made
  }

  async #fromPage(frame: Frame, said: FromPage): Promise<unknown> {
    if (said.kind === 'port') {
      this.#far.hear({ kind: 'port', port: said.port, data: decode(said.data) })
      return undefined
    }
    const handler = this.#shell.invocations.get(said.channel)
    if (handler === undefined) throw new Error(`nobody handles ${said.channel}`)
    const answer = await handler({ sender: this, senderFrame: this.#frameOf(frame) }, ...said.args)
    return encodeDeep(answer)
  }

  async #toPage(message: PortMessage): Promise<void> {
    if (message.kind === 'port')
      await this.#evaluate({ kind: 'port', port: message.port, data: encode(message.data) })
    else if (message.kind === 'port-closed') await this.#evaluate(message)
  }

  async #evaluate(message: unknown): Promise<void> {
    const hear = (said: unknown) =>
      (globalThis as unknown as { standInHear(m: unknown): void }).standInHear(said)
    // A page that is gone, or on its way to another, hears nothing any more.
    await this.#page?.evaluate(hear, message).catch(() => undefined)
  }

  async #answer(route: Route, request: PageRequest): Promise<void> {
    const url = insideUrl(request.url())
    const isWindows = request.isNavigationRequest() && request.frame().page() !== this.#page
    if (isWindows) {
      this.opens(url)
      const other = request.frame().page()
      await route.abort()
      return void other.close()
    }
    if (request.isNavigationRequest() && this.page.url() !== 'about:blank') {
      const event = new PreventableEvent(url)
      this.emit('will-navigate', event)
      if (event.defaultPrevented) return route.abort('aborted')
      this.emit('did-start-navigation', event)
    }
    const { protocol } = new URL(url)
    const handler = this.#shell.schemes.get(protocol.slice(0, -1))
    if (handler === undefined) return route.abort('addressunreachable')
    const answer = await handler(new Request(url, { method: request.method() }))
    const body = Buffer.from(await answer.arrayBuffer())
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
  }
}

function encode(data: unknown): Encoded {
  if (typeof data === 'string') return { text: data }
  const bytes = ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data as ArrayBuffer)
  return { base64: bytes.toString('base64') }
}

const decode = (data: Encoded): unknown =>
  'text' in data ? data.text : new Uint8Array(Buffer.from(data.base64, 'base64'))

/** Bytes within what is said survive as bytes: only the browser's debugger is between us, which knows JSON. */
function encodeDeep(value: unknown): unknown {
  if (value instanceof Uint8Array) return { standInBytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(encodeDeep)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, encodeDeep(one)]))
}

/** A window: what a test opens and looks at. */
export class StandInWindow extends EventEmitter {
  readonly options: Readonly<Record<string, unknown>> & { webPreferences: Readonly<Record<string, unknown>> }
  readonly webContents: StandInContents
  isShown = false
  readonly #shell: Shell
  readonly #onClosed: (window: StandInWindow) => void
  #isDestroyed = false
  #isMaximized = false

  constructor(shell: Shell, options: StandInWindow['options'], onClosed: (window: StandInWindow) => void) {
    super()
    this.options = options
    this.#shell = shell
    this.#onClosed = onClosed
    this.webContents = new StandInContents(shell, String(options.webPreferences.preload))
    shell.app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url)
    this.emit('ready-to-show')
  }

  show(): void {
    this.isShown = true
    this.emit('focus')
  }

  focus(): void {
    this.emit('focus')
  }

  maximize(): void {
    this.#isMaximized = true
  }

  isMaximized = (): boolean => this.#isMaximized
  isMinimized = (): boolean => false
  isFocused = (): boolean => this.isShown
  isDestroyed = (): boolean => this.#isDestroyed
  restore(): void {}

  getNormalBounds(): unknown {
    const { x = 10, y = 20, width, height } = this.options
    return { x, y, width, height }
  }

  close(): void {
    if (this.#isDestroyed) return
    this.emit('close', {})
    this.#isDestroyed = true
    this.#shell.closing.push(this.webContents.closePage())
    this.emit('closed')
    this.#onClosed(this)
  }
}
