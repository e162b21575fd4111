import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { getSession } from '../../workbench/session.ts'
import { workbench } from '../../workbench/workbench.ts'
import { openConfig } from './open.ts'
import { useSearch } from './search.ts'

type Args = { readonly text?: string; readonly environment?: string; readonly config?: string }

async function find(args: unknown): Promise<void> {
  const { text } = (args ?? {}) as Args
  if (text !== undefined) useSearch.setState({ text })
  workbench().showActivity('tenants')
}

async function open(args: unknown): Promise<void> {
  const { environment, config } = (args ?? {}) as Args
  if (environment !== undefined && config !== undefined) return openConfig({ environment, config })
  const { ask, pick } = workbench()
  const { workspace } = await getSession()
  const chosen =
    environment ??
    (await pick({
      title: 'A config of which environment?',
      items: workspace.environments.map(({ name }) => ({ label: name, value: name })),
    }))
  if (chosen === undefined) return
  const id = await ask({
    title: 'Id of the config',
    placeholder: '0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e',
    validate: (text) => (UUID.test(text.trim()) ? undefined : 'This is no id of a config: it is a UUID.'),
  })
  if (id !== undefined) openConfig({ environment: chosen, config: id.trim().toLowerCase() })
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const tenants: Feature = {
  id: 'tenants',
  activities: [
    {
      id: 'tenants',
      title: 'Tenants',
      icon: 'organization',
      order: 60,
      View: lazy(() => import('./tenants-view.tsx')),
    },
  ],
  editors: [{ type: 'config', icon: 'json', Component: lazy(() => import('./config-editor.tsx')) }],
  commands: [
    { id: 'tenant.find', category: 'Tenant', title: 'Find…', run: find },
    { id: 'config.open', category: 'Tenant', title: 'Open a Config by Its Id…', run: open },
  ],
}
