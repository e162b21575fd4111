import './editors.css'
import {
  DockviewReact,
  type DockviewTheme,
  type IDockviewPanelProps,
  type IWatermarkPanelProps,
} from 'dockview-react'
import { useMemo } from 'react'
import { keysOfCommand } from './commands.ts'
import type { EditorInput } from './contribution.ts'
import { setDirty, takeOver } from './editor-area.ts'
import { EditorTab } from './editor-tab.tsx'
import { ViewBoundary } from './view-boundary.tsx'
import { workbench } from './workbench.ts'

const THEME: DockviewTheme = {
  name: 'crosswalk',
  className: 'editors-theme',
  dndTabIndicator: 'line',
  tabGroupIndicator: 'none',
}

/** Tabs that can be split, dragged and closed, as in VS Code. */
export function Editors() {
  return (
    <DockviewReact
      theme={THEME}
      components={{ editor: Editor }}
      defaultTabComponent={EditorTab}
      watermarkComponent={Watermark}
      // Kept in the page while another tab is before them, with where they were scrolled to.
      defaultRenderer="always"
      disableFloatingGroups
      scrollbars="native"
      tabGroupAccent="off"
      onReady={({ api }) => takeOver(api)}
    />
  )
}

function Editor({ params, api }: IDockviewPanelProps<EditorInput>) {
  const type = workbench()
    .features.flatMap((one) => one.editors ?? [])
    .find((one) => one.type === params.type)
  const handle = useMemo(
    () => ({
      setTitle: (title: string) => api.setTitle(title),
      setDirty: (dirty: boolean) => setDirty(api.id, dirty),
      close: () => api.close(),
    }),
    [api],
  )
  if (!type) return null
  return (
    <div className="editors-one" data-editor={params.type}>
      <ViewBoundary name={`the editor ${params.type} of ${params.key}`}>
        <type.Component input={params.input} editor={handle} />
      </ViewBoundary>
    </div>
  )
}

const HINTS = [
  ['workbench.commands', 'Show all commands'],
  ['workbench.quickOpen', 'Go to anything'],
  ['view.sideBar', 'Show or hide the side bar'],
  ['workbench.shortcuts', 'Keyboard shortcuts'],
] as const

/** What stands where no editor is open. */
function Watermark(_: IWatermarkPanelProps) {
  return (
    <div className="editors-watermark">
      <dl>
        {HINTS.map(([id, title]) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd>
              <kbd>{keysOfCommand(id)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
