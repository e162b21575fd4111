import type { SchemaStatus } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

type Result = ReturnType<typeof resultOf>

export const dbStatus = command({
  name: 'db status',
  summary: 'Show what of our schema the database of an environment has',
  arguments: {},
  options: { env },
  async run({ services }, { env: environment }) {
    const { environments } = await services()
    return resultOf(await environments.schema(environment))
  },
  show(result: Result, page) {
    const { environment, place, state, applied, pending, tables } = result
    return [
      `${environment} (${place}): ${STATES[state]}.`,
      ...result.drifted.map((name) => `  not as we have it: ${name}`),
      ...result.foreign.map((name) => `  not ours: ${name}`),
      ...tables.flatMap(({ table, problems }) => problems.map((problem) => `  ${table}: ${problem}`)),
      ...table(
        [
          ...applied.map(({ name, applied_at, applied_by }) => ({
            name,
            applied: `${formatTime(applied_at)} by ${applied_by}`,
          })),
          ...pending.map((name) => ({ name, applied: 'pending' })),
        ],
        [
          { title: 'FILE', value: ({ name }) => name },
          { title: 'APPLIED', value: ({ applied }) => applied },
        ],
        page,
      ),
    ]
  },
})

const resultOf = ({
  environment,
  place,
  state,
  applied,
  pending,
  drifted,
  foreign,
  configTables,
}: SchemaStatus) => ({
  environment,
  place,
  state,
  applied: applied.map(({ version, name, appliedAt, appliedBy }) => ({
    version,
    name,
    applied_at: appliedAt,
    applied_by: appliedBy,
  })),
  pending: pending.map(({ name }) => name),
  drifted,
  foreign,
  tables: configTables,
})

const STATES: Record<SchemaStatus['state'], string> = {
  absent: 'no Crosswalk schema yet; `crosswalk db migrate` makes it',
  foreign: 'a schema "crosswalk" that somebody else made',
  older: 'an older Crosswalk schema; `crosswalk db migrate` brings it up to date',
  newer: 'the schema of a newer Crosswalk; install that one',
  drifted: 'a schema made with other files than this Crosswalk has',
  current: 'up to date',
}
