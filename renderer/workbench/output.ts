import { create } from 'zustand'

/** Lines that are kept; older ones go. */
const KEPT = 2_000

export type OutputLine = { readonly id: number; readonly at: string; readonly text: string }

/** What the workbench and its features have noted down since the page was opened. */
export const useOutput = create<{ readonly lines: readonly OutputLine[] }>(() => ({ lines: [] }))

let count = 0

/** A line in the output panel. */
export const log = (text: string): void =>
  useOutput.setState(({ lines }) => ({
    lines: [...lines.slice(-KEPT + 1), { id: count++, at: new Date().toISOString(), text }],
  }))
