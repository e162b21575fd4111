import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { workbench } from '../../workbench/workbench.ts'
import type { ChecklistInput } from './input.ts'

export const checklists: Feature = {
  id: 'checklists',
  editors: [
    {
      type: 'checklist',
      icon: 'checklist',
      Component: lazy(async () => ({ default: (await import('./checklist-editor.tsx')).ChecklistEditor })),
    },
  ],
  commands: [
    {
      id: 'checklist.open',
      title: 'Open a Checklist',
      category: 'Checklist',
      hidden: true,
      run: (args) => {
        const input = args as ChecklistInput
        workbench().openEditor({
          type: 'checklist',
          key: `${input.release} ${input.environment}`,
          title: `Checklist of ${input.release} in ${input.environment}`,
          input,
        })
      },
    },
  ],
}
