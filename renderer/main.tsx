import { createRoot } from 'react-dom/client'
import { features } from './features.ts'
import { browserHost } from './hosts/browser.ts'
import { DesktopSystem, desktopBridge, desktopHost } from './hosts/desktop.ts'
import { desktopFeature, followDesktop } from './hosts/desktop-feature.ts'
import { openWorkbench } from './workbench/open-workbench.ts'
import { Shell } from './workbench/shell.tsx'

// The one place where the host is chosen.
const bridge = desktopBridge()
if (bridge === undefined) {
  openWorkbench(await browserHost(), features)
} else {
  const system = new DesktopSystem(bridge)
  openWorkbench(desktopHost(system), [...features, desktopFeature(system)])
  followDesktop(system)
}
createRoot(document.getElementById('root') as HTMLElement).render(<Shell />)
