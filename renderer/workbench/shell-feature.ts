import { lazy } from 'react'
import type { Feature } from './contribution.ts'
import { OutputPanel } from './output-panel.tsx'
import { useProblems } from './problems.ts'
import { ProblemsPanel } from './problems-panel.tsx'
import { commands } from './shell-commands.ts'
import { Bell, Environment, ProblemCounts, RunningJobs, SnapshotAge, Who } from './status-items.tsx'

/** What the workbench has by itself. */
export const shellFeature: Feature = {
  id: 'workbench',
  commands,
  editors: [
    {
      type: 'shortcuts',
      icon: 'keyboard',
      Component: lazy(async () => ({ default: (await import('./shortcuts-editor.tsx')).ShortcutsEditor })),
    },
  ],
  panels: [
    {
      id: 'problems',
      title: 'Problems',
      order: 10,
      View: ProblemsPanel,
      useBadge: () =>
        useProblems(({ byOwner }) => [...byOwner.values()].reduce((sum, one) => sum + one.length, 0)),
    },
    { id: 'output', title: 'Output', order: 20, View: OutputPanel },
  ],
  statusItems: [
    { id: 'environment', side: 'left', order: 0, View: Environment },
    { id: 'snapshot', side: 'left', order: 10, View: SnapshotAge },
    { id: 'problems', side: 'left', order: 20, View: ProblemCounts },
    { id: 'jobs', side: 'right', order: 10, View: RunningJobs },
    { id: 'who', side: 'right', order: 90, View: Who },
    { id: 'bell', side: 'right', order: 100, View: Bell },
  ],
}
