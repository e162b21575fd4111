import { z } from 'zod'
import type { Command } from './contribution.ts'
import { remember, remembered } from './memory.ts'

const KEY = 'crosswalk.commands'
const KEPT = 20

const recent = (): readonly string[] => remembered(KEY, z.array(z.string())) ?? []

/** Notes that a command was run from the palette. */
export const touchCommand = (id: string): void =>
  remember(KEY, [id, ...recent().filter((one) => one !== id)].slice(0, KEPT))

/** Those that were run last first, the rest by category and title. */
export function recentFirst(commands: readonly Command[]): readonly Command[] {
  const order = recent()
  const rank = ({ id }: Command) => (order.includes(id) ? order.indexOf(id) : order.length)
  const text = ({ category, title }: Command) => `${category}: ${title}`
  return [...commands].sort((a, b) => rank(a) - rank(b) || text(a).localeCompare(text(b), 'en'))
}
