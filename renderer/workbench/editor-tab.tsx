// biome-ignore-all lint/a11y/noStaticElementInteractions: the tab around it has the role and the keys; these are the mouse's

import type { IDockviewPanelHeaderProps } from 'dockview-react'
import { type MouseEvent, useEffect, useRef, useState } from 'react'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { menuItems } from './command-menu.ts'
import { keysOfCommand } from './commands.ts'
import type { EditorInput } from './contribution.ts'
import { closeEditor, keep, useTransient } from './editor-area.ts'
import { useWorkbenchState } from './store.ts'
import { workbench } from './workbench.ts'

const MENU = [
  'editor.close',
  'editor.closeOthers',
  'editor.closeAll',
  'separator',
  'editor.keep',
  'editor.split',
] as const

/** An editor's tab: its icon, its title, a dot while it is unsaved. */
export function EditorTab({ api, params, containerApi }: IDockviewPanelHeaderProps<EditorInput>) {
  const [title, setTitle] = useState(api.title ?? '')
  const [menuAt, setMenuAt] = useState<{ x: number; y: number }>()
  const dirty = useWorkbenchState(({ dirty }) => dirty.has(api.id))
  const transient = useTransient(({ id }) => id === api.id)
  useEffect(() => {
    setTitle(api.title ?? '')
    const listening = api.onDidTitleChange((event) => setTitle(event.title))
    return () => listening.dispose()
  }, [api])
  const tab = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const show = () => tab.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    // Once the row has its place for the list of those that do not fit.
    const later = () => setTimeout(show, 50)
    const listening = api.onDidActiveChange(({ isActive }) => isActive && later())
    if (api.isActive) later()
    return () => listening.dispose()
  }, [api])
  const icon = workbench()
    .features.flatMap((one) => one.editors ?? [])
    .find(({ type }) => type === params.type)?.icon
  const close = () => {
    const panel = containerApi.getPanel(api.id)
    if (panel) void closeEditor(panel)
  }
  const middle = (event: MouseEvent) => {
    if (event.button !== 1) return
    event.preventDefault()
    close()
  }
  return (
    <div
      ref={tab}
      className={`editors-tab ${transient ? 'editors-tab-transient' : ''}`}
      title={title}
      onAuxClick={middle}
      onDoubleClick={() => keep(api.id)}
      onContextMenu={(event) => {
        event.preventDefault()
        setMenuAt({ x: event.clientX, y: event.clientY })
      }}
    >
      {icon && <Icon name={icon} />}
      <span className="editors-tab-title">{title}</span>
      {dirty && <span className="visually-hidden">, not saved</span>}
      {/* Not a control of its own within the tab: the keyboard closes a tab by Ctrl+W and by its menu. */}
      <span
        className={`editors-tab-close ${dirty ? 'editors-tab-dirty' : ''}`}
        title={`Close (${keysOfCommand('editor.close')})`}
        aria-hidden="true"
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation()
          close()
        }}
      >
        <Icon name="close" />
        {dirty && <Icon name="circle-filled" />}
      </span>
      {menuAt && (
        <Menu
          label={`Tab ${title}`}
          at={menuAt}
          onClose={() => setMenuAt(undefined)}
          items={menuItems(MENU, () => api.setActive())}
        />
      )}
    </div>
  )
}
