import type { Command } from './contribution.ts'
import { type Bound, shownBinding, strokesOf } from './keybindings.ts'
import { workbench } from './workbench.ts'

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform)

/** Every command of every feature. */
export const allCommands = (): readonly Command[] =>
  workbench().features.flatMap(({ commands = [] }) => commands)

export const isEnabled = (command: Command): boolean => command.isEnabled?.() ?? true

/** "Preview: Run", as the palette and the list of shortcuts have it. */
export const titleOf = ({ category, title }: Command): string => `${category}: ${title}`

/** The keys of a command as people read them; the first where there are several. */
export function keysOf({ keybinding }: Command): string | undefined {
  const [first] = bindingsOf(keybinding)
  return first === undefined ? undefined : shownBinding(first, { mac: MAC })
}

/** The keys of a command by its id. */
export function keysOfCommand(id: string): string | undefined {
  const command = allCommands().find((one) => one.id === id)
  return command && keysOf(command)
}

/** What the keyboard leads to. */
export const allBindings = (): readonly Bound<Command>[] =>
  allCommands().flatMap((command) =>
    bindingsOf(command.keybinding).map((keybinding) => ({ strokes: strokesOf(keybinding), command })),
  )

export const bindingsOf = (keybinding: Command['keybinding']): readonly string[] =>
  keybinding === undefined ? [] : typeof keybinding === 'string' ? [keybinding] : keybinding
