import '@vscode/codicons/dist/codicon.css'
import 'dockview-react/dist/styles/dockview.css'
import './shell.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ActivityBar } from './activity-bar.tsx'
import { BottomPanel } from './bottom-panel.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Editors } from './editors.tsx'
import { keepFocus } from './keep-focus.ts'
import { listenToKeys } from './keyboard.ts'
import { Notifications } from './notifications.tsx'
import { queries } from './queries.ts'
import { Questions } from './questions-view.tsx'
import { SideBar } from './side-bar.tsx'
import { Speech } from './speech.tsx'
import { StatusBar } from './status-bar.tsx'
import { useWorkbenchState } from './store.ts'

export function Shell() {
  const sideBar = useWorkbenchState(({ sideBar }) => sideBar)
  const panelShown = useWorkbenchState(({ panelShown }) => panelShown)
  useEffect(listenToKeys, [])
  useEffect(keepFocus, [])
  return (
    <QueryClientProvider client={queries}>
      <a className="shell-skip" href="#editors">
        Skip to the editors
      </a>
      <div className="shell">
        <ConnectionBanner />
        <div className="shell-middle">
          <ActivityBar />
          {sideBar && <SideBar />}
          <div className="shell-work">
            <main
              id="editors"
              className="shell-editors"
              tabIndex={-1}
              aria-label="Editors"
              data-part="editors"
            >
              <Editors />
            </main>
            {panelShown && <BottomPanel />}
          </div>
        </div>
        <StatusBar />
      </div>
      <Notifications />
      <Questions />
      <Speech />
    </QueryClientProvider>
  )
}
