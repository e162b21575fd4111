import { z } from 'zod'
import { create } from 'zustand'
import type { EditorInput } from './contribution.ts'
import { keyOf, remember, remembered } from './memory.ts'

const KEPT = 12

const form = z.array(z.object({ type: z.string(), key: z.string(), title: z.string(), input: z.unknown() }))

/** Editors that were opened in this workspace, the last one first. */
export const useRecentEditors = create<{ readonly editors: readonly EditorInput[] }>(() => ({ editors: [] }))

/** Reads what was opened before, and keeps what is from now on. */
export function restoreRecentEditors(folder: string): void {
  const key = keyOf(folder, 'recent')
  useRecentEditors.setState({ editors: remembered(key, form) ?? [] })
  useRecentEditors.subscribe(({ editors }) => remember(key, editors))
}

/** Notes that an editor was opened. Pages of the workbench itself have a command of their own. */
export function touchEditor(editor: EditorInput): void {
  if (editor.key === '') return
  const { type, key, title, input } = editor
  useRecentEditors.setState(({ editors }) => {
    const others = editors.filter((one) => one.type !== type || one.key !== key)
    return { editors: [{ type, key, title, input }, ...others].slice(0, KEPT) }
  })
}
