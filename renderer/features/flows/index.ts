import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { commands, quickItems } from './commands.ts'
import { ImportPlace } from './import/import-place.tsx'

/** Flow versions: import, the graph, the comparison of two. */
export const flows: Feature = {
  id: 'flows',
  activities: [
    {
      id: 'flows',
      title: 'Flows',
      icon: 'type-hierarchy',
      order: 10,
      View: lazy(async () => ({ default: (await import('./side-bar.tsx')).FlowsView })),
    },
  ],
  editors: [
    {
      type: 'flow',
      icon: 'type-hierarchy',
      Component: lazy(async () => ({ default: (await import('./editor/flow-editor.tsx')).FlowEditor })),
    },
    {
      type: 'flow-diff',
      icon: 'git-compare',
      Component: lazy(async () => ({
        default: (await import('./compare/flow-diff-editor.tsx')).FlowDiffEditor,
      })),
    },
  ],
  commands,
  quickItems,
  // It shows nothing in the status bar: it is there for as long as the window is, and takes what is dropped on it.
  statusItems: [{ id: 'flows.drop', side: 'right', order: 1000, View: ImportPlace }],
}
