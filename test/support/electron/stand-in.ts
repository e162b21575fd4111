// A stand-in for Electron: its modules as far as the desktop app uses them, around a real Chromium and real processes
// of Node. It keeps what it was told, for tests to look at.

import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { StandInChannel } from './port.ts'
import { StandInUtilityProcess } from './utility-process.ts'
import { type Shell, StandInWindow } from './window.ts'

type MenuItem = {
  readonly label?: string
  readonly role?: string
  readonly submenu?: readonly MenuItem[]
  readonly click?: () => void
  readonly enabled?: boolean
  readonly accelerator?: string
}

export type StandInOptions = {
  readonly userData: string
  readonly newContext: () => Promise<BrowserContext>
}

/** An application: what Electron calls `app`. */
class StandInApp extends EventEmitter {
  readonly isPackaged = false
  readonly recentDocuments: string[] = []
  isSandboxEnabled = false
  /** Whether this start gets the lock of the single instance. */
  isFirst = true
  hasQuit = false
  readonly #userData: string
  readonly #closeAll: () => void

  constructor(userData: string, closeAll: () => void) {
    super()
    this.#userData = userData
    this.#closeAll = closeAll
  }

  enableSandbox = (): void => {
    this.isSandboxEnabled = true
  }
  requestSingleInstanceLock = (): boolean => this.isFirst
  /** As in Electron, the app gets ready once its module is loaded, and no earlier. */
  becomeReady: () => void = () => undefined
  readonly #ready = new Promise<void>((resolve) => {
    this.becomeReady = resolve
  })
  whenReady = (): Promise<void> => this.#ready
  getPath = (name: string): string => join(this.#userData, name)
  exit = (status: number): never => {
    throw new Error(`the app ended with ${status}`)
  }
  getVersion = (): string => '0.1.0'
  addRecentDocument = (folder: string): void => void this.recentDocuments.push(folder)
  clearRecentDocuments = (): void => void this.recentDocuments.splice(0)

  quit = (): void => {
    if (this.hasQuit) return
    let isPrevented = false
    const preventDefault = () => {
      isPrevented = true
    }
    this.emit('before-quit', { preventDefault })
    if (isPrevented) return
    this.hasQuit = true
    this.#closeAll()
    this.emit('quit')
  }
}

class StandInSession extends EventEmitter {
  readonly schemes = new Map<string, (request: Request) => Promise<Response>>()
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Promise<Response>): void =>
      void this.schemes.set(scheme, handler),
  }
  permissionRequest:
    | ((contents: unknown, permission: string, answer: (is: boolean) => void) => void)
    | undefined
  permissionCheck: ((contents: unknown, permission: string) => boolean) | undefined
  devicePermission: (() => boolean) | undefined

  setPermissionRequestHandler = (handler: StandInSession['permissionRequest']): void => {
    this.permissionRequest = handler
  }
  setPermissionCheckHandler = (handler: StandInSession['permissionCheck']): void => {
    this.permissionCheck = handler
  }
  setDevicePermissionHandler = (handler: StandInSession['devicePermission']): void => {
    this.devicePermission = handler
  }
}

/** All of it, as one object, as `import * as electron` gives it; with what it was told. */
export class ElectronStandIn {
  readonly windows: StandInWindow[] = []
  readonly services: StandInUtilityProcess[] = []
  readonly openedOutside: string[] = []
  readonly boxes: { message: string; detail?: string; buttons: readonly string[] }[] = []
  readonly privileges: { scheme: string; privileges: Readonly<Record<string, boolean>> }[] = []
  readonly invocations = new Map<string, (event: unknown, ...args: unknown[]) => unknown>()
  readonly asked: string[] = []
  /** What the person will answer to dialogs: buttons of boxes, chosen paths, one after the other. */
  readonly answers: (string | readonly string[])[] = []
  menu: readonly MenuItem[] = []
  hasKeychain = true
  backend = 'gnome_libsecret'
  decrypt = (bytes: Buffer): string => turned(bytes).toString()
  /** What the network answers. */
  network: (url: string) => Response = () => Response.error()

  readonly app: StandInApp
  readonly defaultSession = new StandInSession()
  readonly #shell: Shell

  constructor({ userData, newContext }: StandInOptions) {
    this.app = new StandInApp(userData, () => {
      for (const window of [...this.windows]) window.close()
    })
    const { schemes } = this.defaultSession
    this.#shell = { newContext, schemes, invocations: this.invocations, app: this.app, closing: [] }
  }

  /** The modules, under Electron's own names. */
  modules(): Readonly<Record<string, unknown>> {
    const stand = this
    return {
      app: this.app,
      BrowserWindow: class extends StandInWindow {
        constructor(options: StandInWindow['options']) {
          super(stand.#shell, options, (window) => stand.#closed(window))
          stand.windows.push(this)
        }
      },
      dialog: {
        showMessageBox: async (...args: unknown[]) => {
          const box = args.at(-1) as ElectronStandIn['boxes'][number]
          this.boxes.push(box)
          const answer = this.answers.shift()
          const response = box.buttons.indexOf(String(answer))
          if (response < 0) throw new Error(`nobody answers ${JSON.stringify(box)} with ${answer}`)
          return { response, checkboxChecked: false }
        },
        showOpenDialog: async () => {
          const filePaths = this.answers.shift() ?? []
          return { canceled: filePaths.length === 0, filePaths }
        },
      },
      ipcMain: {
        handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => unknown) =>
          void this.invocations.set(channel, handler),
      },
      Menu: {
        buildFromTemplate: (items: readonly MenuItem[]) => items,
        setApplicationMenu: (items: readonly MenuItem[]) => {
          this.menu = items
        },
      },
      MessageChannelMain: StandInChannel,
      net: {
        fetch: async (url: string) => {
          this.asked.push(url)
          return this.network(url)
        },
      },
      protocol: {
        registerSchemesAsPrivileged: (schemes: ElectronStandIn['privileges']) =>
          void this.privileges.push(...schemes),
      },
      safeStorage: {
        isAsyncEncryptionAvailable: async () => this.hasKeychain,
        getSelectedStorageBackend: () => this.backend,
        encryptStringAsync: async (text: string) => Buffer.from(turned(Buffer.from(text))),
        decryptStringAsync: async (bytes: Buffer) => ({
          result: this.decrypt(bytes),
          shouldReEncrypt: false,
        }),
      },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
      session: { defaultSession: this.defaultSession },
      shell: { openExternal: async (url: string) => void this.openedOutside.push(url) },
      utilityProcess: {
        fork: (...args: ConstructorParameters<typeof StandInUtilityProcess>) => {
          const made = new StandInUtilityProcess(...args)
          this.services.push(made)
          return made
        },
      },
    }
  }

  /** Once every window that was closed is gone from the browser. */
  async windowsGone(): Promise<void> {
    await Promise.allSettled(this.#shell.closing)
  }

  /** An item of the native menu, by its labels from the bar on. */
  menuItem(...labels: readonly string[]): MenuItem | undefined {
    let items: readonly MenuItem[] = this.menu
    let found: MenuItem | undefined
    for (const label of labels) {
      found = items.find((item) => item.label === label)
      items = found?.submenu ?? []
    }
    return found
  }

  #closed(window: StandInWindow): void {
    this.windows.splice(this.windows.indexOf(window), 1)
    if (this.windows.length === 0 && !this.app.hasQuit) this.app.emit('window-all-closed')
  }
}

/** In place of a keychain: not readable as it stands, and readable again. */
const turned = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a))
