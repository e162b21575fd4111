import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { getSession } from '../../workbench/session.ts'
import { commands, openEnvironment } from './commands.ts'
import { EnvironmentsView } from './environments-view.tsx'

/** The databases that releases go to: what stands in them, and whether they are as they have to be. */
export const environments: Feature = {
  id: 'environments',
  activities: [
    {
      id: 'environments',
      title: 'Environments',
      icon: 'server-environment',
      order: 70,
      View: EnvironmentsView,
    },
  ],
  editors: [
    {
      type: 'environment',
      icon: 'server-environment',
      Component: lazy(async () => ({
        default: (await import('./environment-editor.tsx')).EnvironmentEditor,
      })),
    },
  ],
  commands,
  quickItems: async () => {
    const { workspace } = await getSession()
    return workspace.environments.map(({ name, kind }) => ({
      id: name,
      label: name,
      description: `environment, ${kind}`,
      icon: 'server-environment',
      open: () => openEnvironment(name),
    }))
  },
}
