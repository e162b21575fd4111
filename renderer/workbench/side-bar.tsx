import './side-bar.css'
import { useActivities } from './activity-bar.tsx'
import { Sash } from './sash.tsx'
import { useWorkbenchState } from './store.ts'
import { ViewBoundary } from './view-boundary.tsx'

/** The view of the chosen activity. */
export function SideBar() {
  const { shown } = useActivities()
  const width = useWorkbenchState(({ sideBarWidth }) => sideBarWidth)
  if (!shown) return null
  return (
    <aside
      className="side-bar"
      aria-label={shown.title}
      data-part="side-bar"
      style={{ width: `min(${width}px, 45vw)` }}
    >
      <h2 className="side-bar-title">{shown.title}</h2>
      <div className="side-bar-view">
        <ViewBoundary key={shown.id} name={`the side bar ${shown.id}`}>
          <shown.View />
        </ViewBoundary>
      </div>
      <Sash
        label="Width of the side bar"
        side="right"
        size={width}
        least={170}
        most={() => Math.round(innerWidth * 0.45)}
        onSize={(sideBarWidth) => useWorkbenchState.setState({ sideBarWidth })}
      />
    </aside>
  )
}
