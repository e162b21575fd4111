import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '../../shared/api/desktop.ts'
import type { Electron } from './electron.ts'

export type MenuOptions = {
  /** What the window's workbench can do. */
  readonly commands: readonly MenuCommand[]
  readonly recent: readonly string[]
  readonly isMac: boolean
  readonly run: (command: string) => void
  readonly openWorkspace: (folder: string | undefined) => void
  readonly importFlow: () => void
}

type Item = MenuItemConstructorOptions

/** The native menu: what every app has, and the workbench's commands, one menu for each of their categories. */
export function menuOf(options: MenuOptions): Item[] {
  const { isMac } = options
  return [
    ...(isMac ? [{ role: 'appMenu' } satisfies Item] : []),
    fileMenu(options),
    { role: 'editMenu' },
    viewMenu(options),
    ...categories(options).map((category) => ({
      label: category,
      submenu: commandsOf(category, options),
    })),
    { role: 'windowMenu' },
    helpMenu(options),
  ]
}

/** The menu of no window, or of the one in front. */
export function showMenu({ Menu }: Electron, options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuOf(options)))
}

function fileMenu(options: MenuOptions): Item {
  const { recent, isMac, openWorkspace, importFlow } = options
  const folders: Item[] = recent.map((folder) => ({ label: folder, click: () => openWorkspace(folder) }))
  return {
    label: 'File',
    submenu: [
      { label: 'Open Workspace…', click: () => openWorkspace(undefined) },
      { label: 'Open Recent', enabled: folders.length > 0, submenu: folders },
      { type: 'separator' },
      { label: 'Import Flow…', click: importFlow },
      ...commandsOf('File', options),
      { type: 'separator' },
      isMac ? { role: 'close' } : { role: 'quit' },
    ],
  }
}

function viewMenu(options: MenuOptions): Item {
  const commands = commandsOf('View', options)
  return {
    label: 'View',
    submenu: [
      ...commands,
      ...(commands.length > 0 ? [{ type: 'separator' } satisfies Item] : []),
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  }
}

function helpMenu(options: MenuOptions): Item {
  return {
    role: 'help',
    submenu: [...commandsOf('Help', options), ...(options.isMac ? [] : [{ role: 'about' } satisfies Item])],
  }
}

/** These have menus of their own. */
const PLACED: readonly string[] = ['File', 'View', 'Help']

const categories = ({ commands }: MenuOptions): string[] =>
  [...new Set(commands.map(({ category }) => category))].filter((category) => !PLACED.includes(category))

const commandsOf = (category: string, { commands, run }: MenuOptions): Item[] =>
  commands
    .filter((command) => command.category === category)
    .map(({ id, title, keybinding }) => {
      const accelerator = acceleratorOf(keybinding)
      return {
        id,
        label: title,
        click: () => run(id),
        // The page hears its keys itself; here they are only shown.
        ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
      }
    })

const KEYS: Readonly<Record<string, string>> = {
  ctrl: 'CmdOrCtrl',
  cmd: 'CmdOrCtrl',
  alt: 'Alt',
  shift: 'Shift',
  escape: 'Esc',
  enter: 'Return',
}

/** 'ctrl+shift+p' as Electron writes it; undefined for chords, which no menu can show. */
export function acceleratorOf(keybinding: string | undefined): string | undefined {
  if (keybinding === undefined || keybinding.includes(' ')) return undefined
  const keys = keybinding.split('+')
  // An accelerator that Electron cannot read would take the whole menu with it.
  const last = keys.at(-1) ?? ''
  if (
    !/^([a-z0-9]|f([1-9]|1[0-9]|2[0-4])|tab|space|enter|escape|up|down|left|right|home|end|[\\,./;'[\]`=-])$/.test(
      last,
    )
  )
    return undefined
  return keys.map((key) => KEYS[key] ?? key.charAt(0).toUpperCase() + key.slice(1)).join('+')
}
