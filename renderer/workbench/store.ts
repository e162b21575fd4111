import { create } from 'zustand'
import type { EditorInput } from './contribution.ts'

export type OpenOptions = { readonly toSide: boolean; readonly transient: boolean }

/** What the editor area can be asked for, once it is there. */
export type EditorArea = {
  readonly open: (editor: EditorInput, options: OpenOptions) => void
  readonly closeActive: () => void
  readonly closeOthers: () => void
  readonly closeAll: () => void
  readonly reopen: () => void
  readonly split: () => void
  /** 1: to the right; -1: to the left; round at the ends. */
  readonly step: (by: number) => void
  readonly stepGroup: (by: number) => void
  readonly focus: () => void
  readonly keep: () => void
}

export type WorkbenchState = {
  /** Of the activity bar; left out: the first. */
  readonly activity: string | undefined
  readonly sideBar: boolean
  /** Pixels. */
  readonly sideBarWidth: number
  /** Tab of the bottom panel. */
  readonly panel: string | undefined
  readonly panelShown: boolean
  readonly panelHeight: number
  /** The environment that is looked at. */
  readonly environment: string | undefined
  readonly area: EditorArea | undefined
  /** Editors with unsaved changes. */
  readonly dirty: ReadonlySet<string>
}

export const useWorkbenchState = create<WorkbenchState>(() => ({
  activity: undefined,
  sideBar: true,
  sideBarWidth: 280,
  panel: undefined,
  panelShown: false,
  panelHeight: 220,
  environment: undefined,
  area: undefined,
  dirty: new Set(),
}))
