import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { workbench } from '../../workbench/workbench.ts'

/** What a person chooses for themselves. */
export const settings: Feature = {
  id: 'settings',
  editors: [
    {
      type: 'settings',
      icon: 'settings-gear',
      Component: lazy(async () => ({ default: (await import('./settings-editor.tsx')).SettingsEditor })),
    },
  ],
  commands: [
    {
      id: 'settings.open',
      category: 'Preferences',
      title: 'Settings',
      keybinding: 'ctrl+,',
      run: () => workbench().openEditor({ type: 'settings', key: '', title: 'Settings', input: {} }),
    },
  ],
}
