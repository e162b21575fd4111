import type { RightsReport } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { table } from '../table.ts'
import { count } from '../words.ts'

type Result = RightsReport & { readonly environment: string; readonly script: boolean }

export const dbRoles = command({
  name: 'db roles',
  summary: 'Show who may do what in an environment, and what is missing for it',
  details: [
    '`crosswalk db migrate` makes roles and grants as far as its login may.',
    'With --print, the SQL that is left to an administrator, as psql takes it; nothing where all is there.',
  ],
  arguments: {},
  options: { env, print: { about: 'print the SQL that an administrator has still to run' } },
  async run({ services }, { env: environment, print }): Promise<Result> {
    const { environments } = await services()
    return { environment, script: print, ...(await environments.rights(environment)) }
  },
  show({ environment, script, roles, missing, excess }, page) {
    if (script) return missing.map((statement) => `${statement};`)
    return [
      ...table(
        roles,
        [
          { title: 'ROLE', value: ({ role }) => role },
          { title: 'MAY', value: ({ purpose }) => purpose },
          {
            title: 'LOGINS',
            value: ({ exists, logins }) => (exists ? logins.join(', ') : 'there is no such role yet'),
            shrinks: true,
          },
        ],
        page,
      ),
      ...excess.map((what) => `More than is needed: ${what}`),
      missing.length === 0
        ? `All roles and grants of ${environment} are there. GRANT a role to a login, and it may.`
        : `${count(missing.length, 'statement')} left to an administrator: \`crosswalk db roles --print --env ${environment}\` prints ${missing.length === 1 ? 'it' : 'them'}.`,
    ]
  },
})
