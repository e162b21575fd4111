import type { BrowserWindow, WebContents } from 'electron'
import type { DesktopEvent, MenuCommand } from '../../shared/api/desktop.ts'
import { desktopChannels } from '../../shared/api/desktop-channels.ts'
import type { Electron } from './electron.ts'
import { ORIGIN } from './scheme.ts'
import type { ServicesProcess } from './services.ts'
import { WEB_PREFERENCES } from './walls.ts'
import type { WindowState } from './window-state.ts'

export type WindowOptions = {
  readonly folder: string
  readonly services: ServicesProcess
  readonly preload: string
  readonly state: WindowState
  /** Tools for developers show what a page holds: not in a package. */
  readonly hasDevTools: boolean
}

/** A window on one workspace. */
export class DeskWindow {
  readonly folder: string
  readonly services: ServicesProcess
  /** What its workbench can do, as it last said. */
  commands: readonly MenuCommand[] = []
  readonly #window: BrowserWindow
  /** What was to be told before the page listened. */
  #waiting: DesktopEvent[] | undefined = []

  constructor(electron: Electron, { folder, services, preload, state, hasDevTools }: WindowOptions) {
    this.folder = folder
    this.services = services
    this.#window = new electron.BrowserWindow({
      ...state.options(),
      show: false,
      title: 'Crosswalk',
      // The dark theme's, so that nothing flashes before the page is there.
      backgroundColor: '#1f1f1f',
      webPreferences: { ...WEB_PREFERENCES, preload, devTools: hasDevTools },
    })
    state.follow(this.#window)
    this.#window.once('ready-to-show', () => this.#window.show())
    this.#window.webContents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) this.#waiting ??= []
    })
    offerReload(electron, this.#window)
  }

  get contents(): WebContents {
    return this.#window.webContents
  }

  get window(): BrowserWindow {
    return this.#window
  }

  async load(): Promise<void> {
    await this.#window.loadURL(`${ORIGIN}/`)
  }

  /** Gives the page a port to the services. A page that asks has begun to listen. */
  connect(): void {
    const port = this.services.connect()
    if (port !== undefined) this.contents.postMessage(desktopChannels.port, null, [port])
    else if (this.services.isGivenUp) this.tell({ kind: 'services-gone', willRestart: false })
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const event of waiting) this.tell(event)
  }

  tell(event: DesktopEvent): void {
    if (this.#waiting !== undefined) this.#waiting.push(event)
    else if (!this.#window.isDestroyed()) this.contents.send(desktopChannels.tell, event)
  }

  focus(): void {
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }
}

/** A page that broke or hangs takes nothing with it: jobs are the services', drafts are kept. */
function offerReload({ dialog }: Electron, window: BrowserWindow): void {
  const offer = async (message: string, other: string): Promise<boolean> => {
    const buttons = ['Reload', other]
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message,
      detail: 'What is under way goes on, and drafts are kept.',
      buttons,
      defaultId: 0,
      cancelId: 1,
    })
    if (response === 0 && !window.isDestroyed()) window.webContents.reload()
    return response === 0
  }
  window.webContents.on('render-process-gone', async (_event, { reason }) => {
    if (reason === 'clean-exit') return
    const isReloaded = await offer(`This window has stopped working (${reason})`, 'Close')
    if (!isReloaded && !window.isDestroyed()) window.close()
  })
  let isAsking = false
  window.on('unresponsive', async () => {
    if (isAsking) return
    isAsking = true
    await offer('This window does not respond', 'Wait')
    isAsking = false
  })
}
