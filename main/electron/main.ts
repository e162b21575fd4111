import { join } from 'node:path'
import { answerAsks } from './asks.ts'
import { asksOf } from './asks-table.ts'
import { CredentialStore } from './credentials.ts'
import { Desktop } from './desktop.ts'
import type { Electron } from './electron.ts'
import { type Opening, openingOf } from './open-with.ts'
import type { Places } from './places.ts'
import { RecentFolders } from './recent.ts'
import { registerScheme, serveScheme } from './scheme.ts'
import { lookForUpdate } from './updates.ts'
import { buildWalls, denyPermissions, limitDownloads } from './walls.ts'
import { WindowState } from './window-state.ts'

export type StartOptions = {
  readonly places: Places
  /** What was said after the program's name. */
  readonly words: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** The desktop app, from its start to its first window. */
export async function start(electron: Electron, { places, words, cwd, env }: StartOptions): Promise<void> {
  const { app } = electron
  const first = openingOf(words, cwd)

  // What has to happen before the app is ready happens before the first wait.
  app.enableSandbox()
  registerScheme(electron)
  buildWalls(electron)
  if (!app.requestSingleInstanceLock({ words, cwd })) return app.quit()
  const later: Opening[] = []
  let open = (opening: Opening): void => void later.push(opening)
  app.on('second-instance', (_event, _argv, _cwd, said) => open(openingOfOther(said)))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    open(openingOf([path], '/'))
  })

  await app.whenReady()
  denyPermissions(electron.session.defaultSession)
  limitDownloads(electron.session.defaultSession)
  serveScheme(electron, places.renderer)
  const kept = (name: string) => join(app.getPath('userData'), name)
  const credentials = new CredentialStore(electron, kept('credentials.json'))
  const recent = new RecentFolders(electron, kept('recent.json'))
  const state = new WindowState(electron, kept('window-state.json'))
  const desktop = new Desktop(electron, { places, env, who: first.who, credentials, recent, state })
  answerAsks(electron, asksOf(electron, desktop, { credentials, recent }), desktop)
  desktop.staysAlive()
  open = (opening) => void desktop.open(opening)
  await desktop.open(first)
  for (const opening of later) await desktop.open(opening)
  void lookForUpdate(electron, kept('updates.json'))
}

/** What another start of the app has said before it handed over to this one. */
function openingOfOther(said: unknown): Opening {
  const { words, cwd } = (said ?? {}) as { words?: unknown; cwd?: unknown }
  if (!Array.isArray(words) || typeof cwd !== 'string') return { folders: [], files: [], who: undefined }
  return openingOf(words.map(String), cwd)
}
