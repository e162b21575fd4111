import type { Host } from '../hosts/host.ts'
import type { Feature } from './contribution.ts'
import { useWorkbenchState } from './store.ts'
import { install } from './workbench.ts'

/** Makes the workbench of this page. */
export function openWorkbench(host: Host, features: readonly Feature[]): void {
  install({
    host,
    features,
    openEditor: (editor, { toSide = false } = {}) => useWorkbenchState.getState().open?.(editor, { toSide }),
    runCommand: async (id, args) => {
      const found = features.flatMap(({ commands = [] }) => commands).find((command) => command.id === id)
      if (!found) throw new Error(`there is no command ${id}`)
      await found.run(args)
    },
    showActivity: (activity) => useWorkbenchState.setState({ activity }),
    showPanel: (panel) => useWorkbenchState.setState({ panel }),
    notify: ({ message }) => alert(message),
    notifyFailure: (error) => alert(String(error)),
    confirm: async ({ title }) => confirm(title),
    ask: async ({ title, value }) => prompt(title, value) ?? undefined,
    pick: async ({ items }) => items[0]?.value,
    log: (line) => console.info(line),
  })
}
