// What Electron gives a preload script and its page, over a binding of the debugger. It is sent to the page as text, so
// it holds all that it needs.

/** Runs a preload script as Electron does: with `require('electron')`, and nothing else of Node. */
export function pageSide(
  preload: (require: (name: string) => unknown, module: object, exports: object) => void,
): void {
  type Hear = (event: unknown, ...args: unknown[]) => void
  const page = globalThis as unknown as {
    standInToMain(message: unknown): Promise<unknown>
    standInHear(message: never): void
    crosswalkDesktop: unknown
    atob(text: string): string
    btoa(text: string): string
    MessageChannel: new () => {
      port1: {
        onmessage: (event: { data: unknown }) => void
        postMessage(data: unknown): void
        close(): void
      }
      port2: unknown
    }
  }
  const toMain = page.standInToMain
  const listeners = new Map<string, Hear[]>()
  const ports = new Map<number, InstanceType<typeof page.MessageChannel>['port1']>()

  const bytesOf = (base64: string) => Uint8Array.from(page.atob(base64), (letter) => letter.charCodeAt(0))
  const decode = (data: { text: string } | { base64: string }) =>
    'text' in data ? data.text : bytesOf(data.base64)
  const encode = (data: unknown) => {
    if (typeof data === 'string') return { text: data }
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : (data as Uint8Array)
    let letters = ''
    for (const byte of bytes) letters += String.fromCharCode(byte)
    return { base64: page.btoa(letters) }
  }
  const decodeDeep = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decodeDeep)
    if (typeof value !== 'object' || value === null) return value
    if ('standInBytes' in value) return bytesOf(String(value.standInBytes))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, decodeDeep(one)]))
  }
  const emit = (channel: string, event: unknown, ...args: unknown[]) => {
    for (const hear of listeners.get(channel) ?? []) hear(event, ...args)
  }

  const hear = (message: {
    kind: string
    channel: string
    args: unknown[]
    ports: number[]
    port: number
    data: never
  }) => {
    if (message.kind === 'send') return emit(message.channel, { ports: [] }, ...message.args.map(decodeDeep))
    if (message.kind === 'port') return ports.get(message.port)?.postMessage(decode(message.data))
    if (message.kind === 'port-closed') {
      ports.get(message.port)?.close()
      return
    }
    const given = message.ports.map((number) => {
      const { port1, port2 } = new page.MessageChannel()
      port1.onmessage = ({ data }) => void toMain({ kind: 'port', port: number, data: encode(data) })
      ports.set(number, port1)
      return port2
    })
    emit(message.channel, { ports: given }, message.data)
  }
  // What belongs to the stand-in is no part of the page: out of its sight, and not to be changed by it.
  Object.defineProperty(page, 'standInHear', { value: hear, enumerable: false })

  const electron = {
    contextBridge: {
      exposeInMainWorld: (key: string, api: object) =>
        Object.defineProperty(page, key, { value: Object.freeze({ ...api }), enumerable: true }),
    },
    ipcRenderer: {
      invoke: async (channel: string, ...args: unknown[]) =>
        decodeDeep(await toMain({ kind: 'invoke', channel, args })),
      on: (channel: string, listener: Hear) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      },
    },
  }
  const require = (name: string) => {
    if (name === 'electron') return electron
    throw new Error(`a preload script in a sandbox cannot load ${name}`)
  }
  const module = { exports: {} }
  preload(require, module, module.exports)
}
