import type { Feature } from '../../workbench/contribution.ts'
import { runningOf, useJobs } from '../../workbench/jobs.ts'
import { workbench } from '../../workbench/workbench.ts'
import { JobsPanel } from './jobs-panel.tsx'

/** Long work: what is under way and how it ended. */
export const jobs: Feature = {
  id: 'jobs',
  panels: [
    {
      id: 'jobs',
      title: 'Jobs',
      order: 30,
      View: JobsPanel,
      useBadge: () => useJobs((state) => runningOf(state.jobs).length),
    },
  ],
  commands: [
    { id: 'jobs.show', category: 'View', title: 'Show Jobs', run: () => workbench().showPanel('jobs') },
  ],
}
