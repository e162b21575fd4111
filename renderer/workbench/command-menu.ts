import type { MenuItem } from '../ui/menu.tsx'
import { allCommands, isEnabled, keysOf } from './commands.ts'
import { workbench } from './workbench.ts'

/** Commands as items of a menu, with their keys. `before` is done first: to choose what they are about. */
export function menuItems(ids: readonly (string | 'separator')[], before = () => {}): readonly MenuItem[] {
  const commands = new Map(allCommands().map((command) => [command.id, command]))
  return ids.flatMap((id): MenuItem[] => {
    if (id === 'separator') return [id]
    const command = commands.get(id)
    if (!command) return []
    const keybinding = keysOf(command)
    const run = () => {
      before()
      void workbench().runCommand(id)
    }
    const item = { label: command.title, disabled: !isEnabled(command), run }
    return [keybinding === undefined ? item : { ...item, keybinding }]
  })
}
