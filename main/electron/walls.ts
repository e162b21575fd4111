import type { Session, WebContents, WebPreferences } from 'electron'
import type { Electron } from './electron.ts'
import { ORIGIN } from './scheme.ts'

/** What a page gets: nothing but the web, and the few calls of the preload script. */
export const WEB_PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
  disableDialogs: false,
} as const satisfies WebPreferences

/** Links of texts that people read: these sites open in the system's browser, and no other address does. */
const EXTERNAL = 'https:'

/** Puts the walls up around every page that the app will ever have, and around the session that they share. */
export function buildWalls(electron: Electron): void {
  electron.app.on('web-contents-created', (_event, contents) => wallIn(contents, electron))
}

/** No page is given a permission, and none finds out what it would be given. */
export function denyPermissions(session: Session): void {
  // What a text editor cannot do without; both need a person's own keystroke or click.
  const granted = new Set(['clipboard-sanitized-write'])
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(granted.has(permission)))
  session.setPermissionCheckHandler((_contents, permission) => granted.has(permission))
  session.setDevicePermissionHandler(() => false)
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault()
    answer('')
  })
}

/** No page of ours downloads but what it made itself: exports, reports. */
export function limitDownloads(session: Session): void {
  session.on('will-download', (event, item) => {
    if (!/^(blob|data):/.test(item.getURL())) event.preventDefault()
  })
}

function wallIn(contents: WebContents, { shell }: Electron): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnAddress(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnAddress(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

export const isOwnAddress = (url: string): boolean => url === `${ORIGIN}/` || url.startsWith(`${ORIGIN}/?`)

/** Only https: other schemes start programs. No user name, which makes an address look like another one. */
export function isExternalLink(url: string): boolean {
  const address = URL.canParse(url) ? new URL(url) : undefined
  return address?.protocol === EXTERNAL && address.username === '' && address.password === ''
}
