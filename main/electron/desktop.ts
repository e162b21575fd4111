import type { MessageBoxOptions, WebContents } from 'electron'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { CredentialStore } from './credentials.ts'
import type { Electron } from './electron.ts'
import { showMenu } from './menu.ts'
import { type Opening, readFlow } from './open-with.ts'
import type { Places } from './places.ts'
import { isWorkspace, type RecentFolders } from './recent.ts'
import { ServicesProcess } from './services.ts'
import { DeskWindow } from './window.ts'
import type { WindowState } from './window-state.ts'

export type DesktopOptions = {
  readonly places: Places
  readonly env: NodeJS.ProcessEnv
  readonly who: string | undefined
  readonly credentials: CredentialStore
  readonly recent: RecentFolders
  readonly state: WindowState
}

/** The app: a window for each open workspace, and its services, which stay as long as they have work. */
export class Desktop {
  readonly #electron: Electron
  readonly #options: DesktopOptions
  readonly #windows = new Map<string, DeskWindow>()
  readonly #services = new Map<string, ServicesProcess>()
  #isEnding = false

  constructor(electron: Electron, options: DesktopOptions) {
    this.#electron = electron
    this.#options = options
  }

  /** Which of our windows a page is in. */
  readonly windowOf = (contents: WebContents): DeskWindow | undefined =>
    [...this.#windows.values()].find((window) => window.contents === contents)

  /** The app's own bugs go where it was started from; there is no workspace to log them in. */
  readonly logBug = (error: unknown): void => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  }

  /** Opens what a person named, or where they named nothing, what they had open last. */
  async open({ folders, files }: Opening): Promise<void> {
    for (const folder of folders) await this.openFolder(folder, undefined)
    const window = this.#front() ?? (await this.#openLast())
    window?.focus()
    if (window !== undefined && files.length > 0) await this.#import(window, files)
  }

  /** A window on a folder; the dialog asks for one where there is none. Gives it, or undefined where nobody chose. */
  async openFolder(given: string | undefined, over: DeskWindow | undefined): Promise<string | undefined> {
    const folder = given ?? (await this.#chooseFolder(over))
    if (folder === undefined) return undefined
    const create = !isWorkspace(folder)
    if (create && !(await this.#isToBeMade(folder, over))) return undefined
    const window = this.#windows.get(folder) ?? (await this.#newWindow(folder, { create }))
    window.focus()
    return folder
  }

  /** The menu of the window in front. */
  showMenu(): void {
    const window = this.#front()
    showMenu(this.#electron, {
      commands: window?.commands ?? [],
      recent: this.#options.recent.list(),
      isMac: process.platform === 'darwin',
      run: (id) => this.#front()?.tell({ kind: 'command', id }),
      openWorkspace: (folder) => void this.openFolder(folder, this.#front()),
      importFlow: () => this.#front()?.tell({ kind: 'command', id: 'desktop.importFlow' }),
    })
  }

  /** From now on the app ends when nobody looks at it and nothing is under way, and never in the middle of a push unasked. */
  staysAlive(): void {
    const { app } = this.#electron
    app.on('window-all-closed', () => void this.#endIfIdle())
    app.on('activate', () => void this.open({ folders: [], files: [], who: undefined }))
    app.on('before-quit', (event) => {
      if (this.#isEnding) return
      event.preventDefault()
      void this.#quit()
    })
  }

  async #newWindow(folder: string, { create }: { create: boolean }): Promise<DeskWindow> {
    const running = this.#services.get(folder)
    const services = running ?? this.#newServices(folder)
    const { places, state, recent } = this.#options
    const window = new DeskWindow(this.#electron, {
      folder,
      services,
      preload: places.preload,
      state,
      hasDevTools: !this.#electron.app.isPackaged,
    })
    this.#windows.set(folder, window)
    window.window.on('focus', () => this.showMenu())
    window.window.on('closed', () => {
      this.#windows.delete(folder)
      this.showMenu()
      void this.#closeIdleServices()
    })
    // The window is known before anything is waited for: services without one are taken for idle.
    if (running === undefined) await services.start({ create })
    recent.add(folder)
    this.showMenu()
    await window.load()
    return window
  }

  #newServices(folder: string): ServicesProcess {
    const { places, env, who, credentials } = this.#options
    const services = new ServicesProcess(this.#electron, {
      places,
      workspaceDir: folder,
      version: this.#electron.app.getVersion(),
      who,
      env,
      kept: () => credentials.values(folder),
      gone: (willRestart) => this.#windows.get(folder)?.tell({ kind: 'services-gone', willRestart }),
      back: () => this.#windows.get(folder)?.tell({ kind: 'services-back' }),
      worked: () => void this.#closeIdleServices(),
    })
    this.#services.set(folder, services)
    return services
  }

  /** Services without a window stay until their work is done. */
  async #closeIdleServices(): Promise<void> {
    for (const [folder, services] of this.#services) {
      if (this.#windows.has(folder) || services.jobs.length > 0) continue
      this.#services.delete(folder)
      await services.close()
    }
    if (this.#windows.size === 0) await this.#endIfIdle()
  }

  async #endIfIdle(): Promise<void> {
    // On a Mac an app stays when its last window is closed.
    if (this.#services.size === 0 && process.platform !== 'darwin') await this.#end()
  }

  async #quit(): Promise<void> {
    const jobs = [...this.#services.values()].flatMap((services) => services.jobs)
    if (jobs.length > 0) {
      const { response } = await this.#ask({
        type: 'warning',
        message: 'Work is under way',
        detail: `${jobs.join('\n')}\n\nIt can go on without a window, and Crosswalk ends after it. A push that is stopped is left paused, and goes on where it was.`,
        buttons: ['Go On Without a Window', 'Stop It and Quit', 'Cancel'],
        defaultId: 0,
        cancelId: 2,
      })
      if (response === 2) return
      if (response === 0) {
        for (const { window } of this.#windows.values()) window.close()
        return
      }
    }
    await this.#end()
  }

  async #end(): Promise<void> {
    if (this.#isEnding) return
    this.#isEnding = true
    await Promise.all([...this.#services.values()].map((services) => services.close()))
    this.#electron.app.quit()
  }

  #front(): DeskWindow | undefined {
    const windows = [...this.#windows.values()]
    return windows.find(({ window }) => window.isFocused()) ?? windows.at(-1)
  }

  async #openLast(): Promise<DeskWindow | undefined> {
    const [last] = this.#options.recent.list()
    const folder = await this.openFolder(last, undefined)
    if (folder === undefined && this.#windows.size === 0) await this.#end()
    return folder === undefined ? undefined : this.#windows.get(folder)
  }

  async #import(window: DeskWindow, files: readonly string[]): Promise<void> {
    try {
      window.tell({ kind: 'flows', flows: files.map((file) => ({ ...readFlow(file) })) })
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      await this.#ask(
        { type: 'error', message: 'The flow cannot be imported', detail: error.message },
        window,
      )
    }
  }

  async #chooseFolder(over: DeskWindow | undefined): Promise<string | undefined> {
    const options = {
      title: 'Open Workspace',
      message: 'A folder with a crosswalk.json, or one to become a workspace',
      properties: ['openDirectory', 'createDirectory'] as const,
    }
    const { dialog } = this.#electron
    const { filePaths } = await (over === undefined
      ? dialog.showOpenDialog({ ...options, properties: [...options.properties] })
      : dialog.showOpenDialog(over.window, { ...options, properties: [...options.properties] }))
    return filePaths[0]
  }

  async #isToBeMade(folder: string, over: DeskWindow | undefined): Promise<boolean> {
    const { response } = await this.#ask(
      {
        type: 'question',
        message: `${folder} is no workspace yet`,
        detail:
          'It has no crosswalk.json. A new workspace begins with the starter agents and their migrations.',
        buttons: ['Make It One', 'Cancel'],
        defaultId: 1,
        cancelId: 1,
      },
      over,
    )
    return response === 0
  }

  #ask(options: MessageBoxOptions, over?: DeskWindow): Promise<{ response: number }> {
    const { dialog } = this.#electron
    return over === undefined ? dialog.showMessageBox(options) : dialog.showMessageBox(over.window, options)
  }
}
