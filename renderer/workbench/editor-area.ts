import type { DockviewApi, IDockviewPanel } from 'dockview-react'
import { create } from 'zustand'
import type { EditorInput } from './contribution.ts'
import { keyOf, remember, setAside } from './memory.ts'
import { touchEditor } from './recent-editors.ts'
import { getSession } from './session.ts'
import { type OpenOptions, useWorkbenchState } from './store.ts'
import { workbench } from './workbench.ts'

/** Closed editors that can be opened again. */
const REMEMBERED = 30

/** Id of the editor that was opened for a look only. */
export const useTransient = create<{ readonly id: string | undefined }>(() => ({ id: undefined }))

const idOf = ({ type, key }: Pick<EditorInput, 'type' | 'key'>): string => `${type}:${key}`
const inputOf = (panel: IDockviewPanel): EditorInput => ({
  // What `open` put there: the layout keeps it as it is.
  ...(panel.params as EditorInput),
  title: panel.title ?? '',
})

/** Says whether an editor has unsaved changes. */
export function setDirty(id: string, dirty: boolean): void {
  const { dirty: before } = useWorkbenchState.getState()
  if (before.has(id) === dirty) return
  const next = new Set(before)
  if (dirty) next.add(id)
  else next.delete(id)
  useWorkbenchState.setState({ dirty: next })
  if (dirty) keep(id)
}

/** An editor that was opened for a look stays from now on. */
export const keep = (id: string): void => {
  if (useTransient.getState().id === id) useTransient.setState({ id: undefined })
}

/** Closes an editor; asks first where something would be lost. */
export async function closeEditor(panel: IDockviewPanel): Promise<boolean> {
  if (useWorkbenchState.getState().dirty.has(panel.id)) {
    panel.api.setActive()
    const yes = await workbench().confirm({
      title: `Close ${panel.title}?`,
      detail: 'It has changes that were not saved. Their draft is kept in this browser.',
      action: 'Close',
      danger: true,
    })
    if (!yes) return false
  }
  panel.api.close()
  return true
}

/** Gives the editors to the workbench, and puts those back that were open. */
export function takeOver(api: DockviewApi): void {
  const closed: EditorInput[] = []
  let restored = false
  const open = (editor: EditorInput, { toSide, transient }: OpenOptions) => {
    touchEditor(editor)
    const id = idOf(editor)
    const there = api.getPanel(id)
    if (there) {
      if (!transient) keep(id)
      there.api.setActive()
      if (!transient) focusIn(there)
      return
    }
    const former = transient ? api.getPanel(useTransient.getState().id ?? '') : undefined
    const panel = api.addPanel({
      id,
      component: 'editor',
      title: editor.title,
      params: { type: editor.type, key: editor.key, input: editor.input },
      ...placeOf(api, { toSide, former }),
    })
    if (transient) {
      former?.api.close()
      useTransient.setState({ id })
    }
    // Who only looks goes on where they chose; and nobody has asked for what is opened with the page.
    if (!transient && restored) focusIn(panel)
  }
  const closeAll = async (panels: readonly IDockviewPanel[]) => {
    for (const panel of panels) if (!(await closeEditor(panel))) return
  }
  const step = (by: number) => {
    const panels = api.activeGroup?.panels ?? []
    const at = panels.findIndex(({ id }) => id === api.activePanel?.id)
    panels.at((at + by) % Math.max(1, panels.length))?.api.setActive()
    focusIn(api.activePanel)
  }
  api.onDidRemovePanel((panel) => {
    setDirty(panel.id, false)
    keep(panel.id)
    closed.push(inputOf(panel))
    closed.splice(0, closed.length - REMEMBERED)
  })
  useWorkbenchState.setState({
    area: {
      open,
      step,
      closeActive: () => void closeAll(api.activePanel ? [api.activePanel] : []),
      closeAll: () => void closeAll([...api.panels]),
      closeOthers: () => void closeAll(api.panels.filter(({ id }) => id !== api.activePanel?.id)),
      reopen: () => {
        const last = closed.pop()
        if (last) open(last, { toSide: false, transient: false })
      },
      split: () => {
        const panel = api.activePanel
        if (panel && panel.group.panels.length > 1)
          panel.api.moveTo({ group: panel.group, position: 'right' })
      },
      stepGroup: (by) => {
        const at = api.groups.findIndex(({ id }) => id === api.activeGroup?.id)
        const group = api.groups.at((at + by) % Math.max(1, api.groups.length))
        group?.activePanel?.api.setActive()
        focusIn(group?.activePanel)
      },
      focus: () => focusIn(api.activePanel),
      keep: () => keep(api.activePanel?.id ?? ''),
    },
  })
  void restore(api).finally(() => {
    restored = true
  })
}

function placeOf(
  api: DockviewApi,
  { toSide, former }: { toSide: boolean; former: IDockviewPanel | undefined },
) {
  if (former) return { position: { referencePanel: former, index: former.group.panels.indexOf(former) } }
  const { activeGroup } = api
  if (!toSide || !activeGroup) return {}
  const beside = api.adjacentGroupInDirection(activeGroup, 'right')
  return {
    position: beside
      ? { referenceGroup: beside.id }
      : { referenceGroup: activeGroup, direction: 'right' as const },
  }
}

const LOOK_MS = 50
const PATIENCE_MS = 2_000

/** Puts the focus into an editor once its code is there: where it says, else on the first thing that takes it. */
function focusIn(panel: IDockviewPanel | undefined, waitedMs = 0): void {
  if (!panel) return
  setTimeout(() => {
    const content = panel.view.content.element
    if (content.contains(document.activeElement) || document.querySelector('dialog[open]')) return
    if (content.querySelector('.view-loading') && waitedMs < PATIENCE_MS)
      return focusIn(panel, waitedMs + LOOK_MS)
    const named = content.querySelector<HTMLElement>('[data-autofocus]')
    const place = named ?? content
    const target = place.querySelector<HTMLElement>(named ? CODE : FOCUSABLE) ?? place
    if (target === place) place.tabIndex = -1
    target.focus({ preventScroll: true })
  }, waitedMs && LOOK_MS)
}

/** What takes the keys in an editor of code. */
const CODE = '.monaco-editor :is(textarea.inputarea, .native-edit-context)'

const FOCUSABLE = '[tabindex="0"], a[href], button:not(:disabled), input:not(:disabled), select, textarea'

/** Opens what was open when this workspace was last looked at, and keeps what is. */
async function restore(api: DockviewApi): Promise<void> {
  const { workspace } = await getSession()
  const key = keyOf(workspace.folder, 'editors')
  const text = localStorage.getItem(key)
  // Something was opened in the meantime, by a link or a command: it goes first.
  if (text !== null && api.totalPanels === 0) {
    try {
      api.fromJSON(JSON.parse(text))
      const types = new Set(
        workbench().features.flatMap(({ editors = [] }) => editors.map(({ type }) => type)),
      )
      // Of a feature that is no more.
      for (const panel of [...api.panels]) if (!types.has(inputOf(panel).type)) panel.api.close()
    } catch (error) {
      setAside(key)
      api.clear()
      workbench().log(`the editors that were open could not be put back: ${String(error)}`)
    }
  }
  // Whoever has closed everything gets nothing; who was never here, or has lost it, gets the things to do first.
  if (localStorage.getItem(key) === null && api.totalPanels === 0)
    await workbench().runCommand('welcome.open')
  api.onDidLayoutChange(() => remember(key, api.toJSON()))
}
