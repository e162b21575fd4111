import '@vscode/codicons/dist/codicon.css'
import 'dockview-react/dist/styles/dockview.css'
import './shell.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type DockviewApi, DockviewReact, type IDockviewPanelProps, themeDark } from 'dockview-react'
import { Suspense } from 'react'
import type { EditorInput } from './contribution.ts'
import { useWorkbenchState } from './store.ts'
import { workbench } from './workbench.ts'

const queries = new QueryClient()

export function Shell() {
  const { features } = workbench()
  const { activity } = useWorkbenchState()
  const activities = features.flatMap((one) => one.activities ?? []).sort((a, b) => a.order - b.order)
  const shown = activities.find(({ id }) => id === activity) ?? activities[0]
  return (
    <QueryClientProvider client={queries}>
      <div className="shell">
        <nav className="activity-bar" aria-label="Activities">
          {activities.map(({ id, title, icon }) => (
            <button
              key={id}
              type="button"
              aria-label={title}
              title={title}
              aria-pressed={id === shown?.id}
              onClick={() => workbench().showActivity(id)}
            >
              <i className={`codicon codicon-${icon}`} />
            </button>
          ))}
        </nav>
        <aside className="side-bar">
          <Suspense>{shown && <shown.View />}</Suspense>
        </aside>
        <main className="editors">
          <DockviewReact
            theme={themeDark}
            components={{ editor: Editor }}
            onReady={({ api }) => provide(api)}
          />
        </main>
        <footer className="status-bar" />
      </div>
    </QueryClientProvider>
  )
}

function Editor({ params, api }: IDockviewPanelProps<EditorInput>) {
  const type = workbench()
    .features.flatMap((one) => one.editors ?? [])
    .find((one) => one.type === params.type)
  if (!type) return null
  const handle = {
    setTitle: (title: string) => api.setTitle(title),
    setDirty: () => {},
    close: () => api.close(),
  }
  return (
    <Suspense>
      <type.Component input={params.input} editor={handle} />
    </Suspense>
  )
}

function provide(api: DockviewApi): void {
  useWorkbenchState.setState({
    open: (editor, { toSide }) => {
      const id = `${editor.type}:${editor.key}`
      const there = api.getPanel(id)
      if (there) return there.api.setActive()
      api.addPanel({
        id,
        component: 'editor',
        title: editor.title,
        params: editor,
        ...(toSide ? { position: { direction: 'right' as const } } : {}),
      })
    },
  })
}
