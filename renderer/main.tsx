import { createRoot } from 'react-dom/client'
import { features } from './features.ts'
import { browserHost } from './hosts/browser.ts'
import { openWorkbench } from './workbench/open-workbench.ts'
import { Shell } from './workbench/shell.tsx'

// The one place where the host is chosen.
openWorkbench(browserHost(), features)
createRoot(document.getElementById('root') as HTMLElement).render(<Shell />)
