import { create } from 'zustand'
import type { EditorInput } from './contribution.ts'

type WorkbenchState = {
  readonly activity: string | undefined
  readonly panel: string | undefined
  /** The editor area, once it is there. */
  readonly open: ((editor: EditorInput, options: { toSide: boolean }) => void) | undefined
}

export const useWorkbenchState = create<WorkbenchState>(() => ({
  activity: undefined,
  panel: undefined,
  open: undefined,
}))
