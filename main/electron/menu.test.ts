import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MenuItemConstructorOptions } from 'electron'
import { acceleratorOf, menuOf } from './menu.ts'

const options = {
  commands: [
    { id: 'file.save', title: 'Save', category: 'File', keybinding: 'ctrl+s' },
    { id: 'preview.run', title: 'Run…', category: 'Preview', keybinding: 'ctrl+k ctrl+p' },
    { id: 'view.panel', title: 'Toggle Panel', category: 'View' },
    { id: 'preview.open', title: 'Open…', category: 'Preview' },
  ],
  recent: ['/work/one'],
  isMac: false,
  run: () => undefined,
  openWorkspace: () => undefined,
  importFlow: () => undefined,
}

const items = (
  menu: readonly MenuItemConstructorOptions[],
  label: string,
): readonly (string | undefined)[] => {
  const { submenu } = menu.find((one) => one.label === label) ?? {}
  return Array.isArray(submenu) ? submenu.map((one) => one.label ?? one.role ?? one.type) : []
}

test('each category is a menu, in the order of the commands; File and View are where they always are', () => {
  const menu = menuOf(options)
  assert.deepEqual(
    menu.map(({ label, role }) => label ?? role),
    ['File', 'editMenu', 'View', 'Preview', 'windowMenu', 'help'],
  )
  assert.deepEqual(items(menu, 'Preview'), ['Run…', 'Open…'])
  assert.deepEqual(items(menu, 'File'), [
    'Open Workspace…',
    'Open Recent',
    'separator',
    'Import Flow…',
    'Save',
    'separator',
    'quit',
  ])
  assert.equal(items(menu, 'View')[0], 'Toggle Panel')
})

test('keys are shown as the system writes them; what it cannot write is not shown', () => {
  const table: readonly (readonly [keybinding: string, accelerator: string | undefined])[] = [
    ['ctrl+shift+p', 'CmdOrCtrl+Shift+P'],
    ['f1', 'F1'],
    ['ctrl+,', 'CmdOrCtrl+,'],
    ['ctrl+enter', 'CmdOrCtrl+Return'],
    ['alt+left', 'Alt+Left'],
    ['ctrl+\\', 'CmdOrCtrl+\\'],
    ['ctrl+k ctrl+s', undefined],
    ['ctrl+nonsense', undefined],
  ]
  for (const [keybinding, accelerator] of table)
    assert.equal(acceleratorOf(keybinding), accelerator, keybinding)
})
