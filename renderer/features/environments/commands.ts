import type { Command } from '../../workbench/contribution.ts'
import { getChosenEnvironment } from '../../workbench/environments.ts'
import { getSession } from '../../workbench/session.ts'
import { workbench } from '../../workbench/workbench.ts'

export const openEnvironment = (environment: string): void =>
  workbench().openEditor({
    type: 'environment',
    key: environment,
    title: environment,
    input: { environment },
  })

/** The environment that a command was given, else the one that is looked at. */
async function named(args: unknown): Promise<string | undefined> {
  if (typeof args === 'object' && args !== null && 'environment' in args) {
    if (typeof args.environment === 'string') return args.environment
  }
  return (await getChosenEnvironment())?.name
}

async function examine(args: unknown): Promise<void> {
  const environment = await named(args)
  if (environment === undefined) return
  const { job } = await workbench().host.api.environments.examine({ environment })
  workbench().notify({ severity: 'info', message: `Looking over ${environment}`, job })
}

async function migrate(args: unknown): Promise<void> {
  const environment = await named(args)
  if (environment === undefined) return
  const { host, confirm, notify } = workbench()
  const { workspace } = await getSession()
  const isProtected = workspace.environments.find(({ name }) => name === environment)?.protected ?? false
  const yes = await confirm({
    title: `Bring the database of ${environment} up to date?`,
    detail:
      'Applies the schema files that are pending, each in a transaction. No config is changed. They cannot be taken back.',
    action: 'Migrate',
    ...(isProtected ? { danger: true, typed: environment } : {}),
  })
  if (!yes) return
  const { job } = await host.api.environments.migrate({
    environment,
    ...(isProtected ? { confirm: environment } : {}),
  })
  notify({ severity: 'info', message: `Bringing the database of ${environment} up to date`, job })
}

export const commands: readonly Command[] = [
  {
    id: 'environment.open',
    category: 'Environment',
    title: 'Open',
    run: async (args) => {
      const environment = await named(args)
      if (environment !== undefined) openEnvironment(environment)
    },
  },
  { id: 'environment.examine', category: 'Environment', title: 'Look It Over (Doctor)', run: examine },
  {
    id: 'environment.migrate',
    category: 'Environment',
    title: 'Bring the Database up to Date',
    run: migrate,
  },
]
