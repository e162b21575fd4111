import { command } from '../command.ts'
import { env } from '../inputs.ts'

export const dbMigrate = command({
  name: 'db migrate',
  summary: 'Bring the database of an environment up to date',
  details: ['Safe to run at any time, also by several at once: what is applied stays as it is.'],
  arguments: {},
  options: { env },
  async run({ services }, { env: environment }) {
    const { environments } = await services()
    return { environment, applied: await environments.migrate(environment) }
  },
  show({ environment, applied }: { environment: string; applied: readonly string[] }) {
    if (applied.length === 0) return [`The database of ${environment} is up to date.`]
    return [`Applied to the database of ${environment}:`, ...applied.map((name) => `  ${name}`)]
  },
})
