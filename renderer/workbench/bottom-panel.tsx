import './bottom-panel.css'
import { Count } from '../ui/count.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import { Tabs } from '../ui/tabs.tsx'
import type { Panel } from './contribution.ts'
import { Sash } from './sash.tsx'
import { useWorkbenchState } from './store.ts'
import { ViewBoundary } from './view-boundary.tsx'
import { workbench } from './workbench.ts'

const panels = (): readonly Panel[] =>
  workbench()
    .features.flatMap((one) => one.panels ?? [])
    .sort((a, b) => a.order - b.order)

/** Problems, output, jobs, audit: what goes along with the editors. */
export function BottomPanel() {
  const { panel, panelHeight } = useWorkbenchState()
  const all = panels()
  const shown = all.find(({ id }) => id === panel) ?? all[0]
  if (!shown) return null
  return (
    <section
      className="bottom-panel"
      aria-label="Panel"
      data-part="panel"
      style={{ height: `min(${panelHeight}px, 70vh)` }}
    >
      <Sash
        label="Height of the panel"
        side="top"
        size={panelHeight}
        least={80}
        most={() => Math.round(innerHeight * 0.7)}
        onSize={(panelHeight) => useWorkbenchState.setState({ panelHeight })}
      />
      <header>
        <PanelTabs panels={all} selected={shown.id} />
        <IconButton
          icon="close"
          label="Hide the panel"
          onClick={() => useWorkbenchState.setState({ panelShown: false })}
        />
      </header>
      <div className="bottom-panel-view" role="tabpanel" aria-label={shown.title}>
        <ViewBoundary key={shown.id} name={`the panel ${shown.id}`}>
          <shown.View />
        </ViewBoundary>
      </div>
    </section>
  )
}

function PanelTabs({ panels, selected }: { panels: readonly Panel[]; selected: string }) {
  const tabs = panels.map(({ id, title, useBadge }) =>
    useBadge ? { id, title, badge: <PanelBadge useBadge={useBadge} /> } : { id, title },
  )
  return (
    <Tabs
      label="Panels"
      tabs={tabs}
      selected={selected}
      onSelect={(panel) => useWorkbenchState.setState({ panel })}
    />
  )
}

function PanelBadge({ useBadge }: { useBadge: () => number }) {
  const value = useBadge()
  return value > 0 ? <Count value={value} /> : null
}
