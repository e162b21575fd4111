import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { count } from '../words.ts'

type Result = {
  readonly environment: string
  readonly applied: readonly string[]
  /** SQL that is left to an administrator. */
  readonly statements_left: number
}

export const dbMigrate = command({
  name: 'db migrate',
  summary: 'Bring the database of an environment up to date',
  details: [
    'Safe to run at any time, also by several at once: what is applied stays as it is.',
    'Makes roles and grants too, as far as its login may; `crosswalk db roles` shows them.',
  ],
  arguments: {},
  options: { env },
  async run({ services }, { env: environment }) {
    const { environments } = await services()
    const applied = await environments.migrate(environment)
    const { missing } = await environments.rights(environment)
    return { environment, applied, statements_left: missing.length }
  },
  show({ environment, applied, statements_left }: Result) {
    const print = `crosswalk db roles --print --env ${environment}`
    return [
      ...(applied.length === 0
        ? [`The database of ${environment} is up to date.`]
        : [`Applied to the database of ${environment}:`, ...applied.map((name) => `  ${name}`)]),
      ...(statements_left === 0
        ? []
        : [
            `Roles and grants are not complete, and everything works as before: this login may not make them. ` +
              `\`${print}\` prints ${count(statements_left, 'statement')} for an administrator to run.`,
          ]),
    ]
  },
})
