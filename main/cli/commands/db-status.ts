import type { SchemaObjects, SchemaStatus, TableLack } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

type Result = ReturnType<typeof resultOf>

export const dbStatus = command({
  name: 'db status',
  summary: 'Show what of our schema the database of an environment has',
  details: [
    'Compares every object of it with what the files make: what is pending, half applied, or changed by hand.',
  ],
  arguments: {},
  options: { env },
  async run({ services }, { env: environment }) {
    const { environments } = await services()
    return resultOf(await environments.schema(environment), await environments.objects(environment))
  },
  show(result: Result, page) {
    const { environment, place, state, applied, pending, tables, objects } = result
    return [
      `${environment} (${place}): ${STATES[state]}.`,
      ...result.drifted.map((name) => `  not as we have it: ${name}`),
      ...result.foreign.map((name) => `  not ours: ${name}`),
      ...objects.missing.map(({ object, file }) => `  missing, of ${file}: ${object}`),
      ...objects.altered.map(({ object, file }) => `  changed by hand, of ${file}: ${object}`),
      ...objects.foreign.map((object) => `  not ours: ${object}`),
      ...result.half_applied.map(
        ({ file, objects }) => `  half applied: ${file}, ${objects.length} of its objects are there`,
      ),
      ...tables.flatMap(({ table, problems }) => problems.map((problem) => `  ${table}: ${problem}`)),
      ...result.lacks.map(({ table, message, what }) => `  ${table}: ${message} (${what.join('; ')})`),
      ...(result.lacks.length === 0 ? [] : [`  \`crosswalk db adopt --env ${environment}\` shows more.`]),
      ...table(
        [
          ...applied.map(({ name, applied_at, applied_by }) => ({
            name,
            applied: `${formatTime(applied_at)} by ${applied_by}`,
          })),
          ...pending.map((name) => ({
            name,
            applied: result.unrecorded.includes(name) ? 'there, but not recorded' : 'pending',
          })),
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

type State = SchemaStatus['state'] | 'altered'

const resultOf = (
  status: SchemaStatus,
  { objects, lacks }: { objects: SchemaObjects; lacks: readonly TableLack[] },
) => ({
  environment: status.environment,
  place: status.place,
  state: stateOf(status, objects),
  applied: status.applied.map(({ version, name, appliedAt, appliedBy }) => ({
    version,
    name,
    applied_at: appliedAt,
    applied_by: appliedBy,
  })),
  pending: status.pending.map(({ name }) => name),
  unrecorded: status.unrecorded,
  half_applied:
    status.state === 'foreign'
      ? []
      : objects.halfApplied.filter(({ file }) => !status.unrecorded.includes(file)),
  drifted: status.drifted,
  foreign: status.foreign,
  objects: {
    missing: objects.missing,
    altered: objects.altered,
    foreign: status.state === 'foreign' || status.state === 'newer' ? [] : objects.foreign,
  },
  tables: status.configTables,
  lacks,
})

const stateOf = ({ state }: SchemaStatus, { missing, altered }: SchemaObjects): State =>
  (state === 'current' || state === 'older') && missing.length + altered.length > 0 ? 'altered' : state

const STATES: Record<State, string> = {
  unrecorded:
    'a Crosswalk schema that has lost the record of its files; `crosswalk db migrate` writes it anew where all is as they leave it',
  absent: 'no Crosswalk schema yet; `crosswalk db migrate` makes it',
  foreign: 'a schema "crosswalk" that somebody else made',
  older: 'an older Crosswalk schema; `crosswalk db migrate` brings it up to date',
  newer: 'the schema of a newer Crosswalk; install that one',
  drifted: 'a schema made with other files than this Crosswalk has',
  altered: 'a Crosswalk schema that somebody has changed by hand',
  current: 'up to date',
}
