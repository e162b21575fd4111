import { z } from 'zod'
import { useWorkbenchState } from './store.ts'

// What this browser remembers of a workspace: where everything stood. Written on every change, checked when it is read.

const layoutForm = z.object({
  activity: z.string().optional(),
  sideBar: z.boolean(),
  sideBarWidth: z.number().min(120).max(2000),
  panel: z.string().optional(),
  panelShown: z.boolean(),
  panelHeight: z.number().min(60).max(2000),
  environment: z.string().optional(),
})

/** Reads what was kept under a key, where it still has the form it should. What has not is set aside beside it. */
export function remembered<T>(key: string, form: z.ZodType<T>): T | undefined {
  const text = localStorage.getItem(key)
  if (text === null) return undefined
  const read = form.safeParse(parsed(text))
  if (read.success) return read.data
  setAside(key)
  return undefined
}

/** Moves broken data out of the way, where somebody who wants to know what happened finds it. */
export function setAside(key: string): void {
  const text = localStorage.getItem(key)
  if (text !== null) localStorage.setItem(`${key}.broken`, text)
  localStorage.removeItem(key)
}

/** Keeps a value of ours. A full or forbidden store is no reason to stop: it is only forgotten. */
export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    localStorage.removeItem(key)
  }
}

// Our own small records, never a config.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Name of what belongs to one workspace. */
export const keyOf = (folder: string, what: string): string => `crosswalk.${what}:${folder}`

/** Puts the parts where they stood when this workspace was last looked at, and keeps where they are put. */
export function restoreLayout(folder: string): void {
  const key = keyOf(folder, 'layout')
  const found = remembered(key, layoutForm)
  if (found) useWorkbenchState.setState({ ...NOTHING_CHOSEN, ...found })
  useWorkbenchState.subscribe((state) => remember(key, layoutForm.parse(state)))
}

const NOTHING_CHOSEN = { activity: undefined, panel: undefined, environment: undefined }
