import type { Credentials } from '../../shared/api/desktop.ts'
import { fail } from '../../shared/errors/index.ts'
import type { Asks } from './asks.ts'
import type { CredentialStore } from './credentials.ts'
import type { Desktop } from './desktop.ts'
import type { Electron } from './electron.ts'
import { readFlow } from './open-with.ts'
import type { RecentFolders } from './recent.ts'
import type { DeskWindow } from './window.ts'

type Parts = { readonly credentials: CredentialStore; readonly recent: RecentFolders }

/** Everything that a page may ask, and what is done then. */
export function asksOf(
  electron: Electron,
  desktop: Desktop,
  { credentials, recent }: Parts,
): Asks<DeskWindow> {
  return {
    'services.connect': (window) => {
      window.connect()
      return undefined
    },
    'services.restart': async (window) => {
      await window.services.revive()
      window.connect()
      return undefined
    },
    'menu.set': (window, { commands }) => {
      window.commands = commands
      desktop.showMenu()
      return undefined
    },
    'workspace.open': async (window, { folder }) => ({ opened: await desktop.openFolder(folder, window) }),
    'workspace.recent': () => recent.list(),
    'workspace.forget': (_window, { folder }) => {
      recent.forget(folder)
      desktop.showMenu()
      return undefined
    },
    'flow.choose': async ({ window }) => {
      const { filePaths } = await electron.dialog.showOpenDialog(window, {
        title: 'Import Flow',
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: 'Flow exports', extensions: ['json', 'zip'] }],
      })
      return filePaths.map(readFlow)
    },
    'credentials.list': (window) => describe(window, credentials),
    'credentials.keep': async (window, { variable, url }) => {
      const known = window.services.variables.find((one) => one.variable === variable)
      if (known === undefined) return fail('desktop/unknown-variable', { variable })
      await credentials.keep(window.folder, variable, url)
      if (!known.isGiven) window.services.setVariables({ [variable]: url })
      return describe(window, credentials)
    },
    'credentials.forget': async (window, { variable }) => {
      credentials.forget(window.folder, variable)
      const known = window.services.variables.find((one) => one.variable === variable)
      if (known !== undefined && !known.isGiven) window.services.setVariables({ [variable]: null })
      return describe(window, credentials)
    },
  }
}

async function describe(
  { folder, services }: DeskWindow,
  credentials: CredentialStore,
): Promise<Credentials> {
  const kept = credentials.names(folder)
  return {
    unavailable: await credentials.unavailable(),
    variables: services.variables.map((one) => ({ ...one, isKept: kept.includes(one.variable) })),
  }
}
