import { entry } from './entry.ts'

export const migrationErrors = {
  'migration/bad-form': entry<{ file: string; place: string; problem: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file}: ${d.place || 'the migration'}: ${d.problem}. See the table of steps in the documentation.`,
  }),
  'migration/no-steps': entry<{ file: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file}: the migration has no steps. Give at least one; where a config's form stays as it is, no migration is needed between patch versions.`,
  }),
  'migration/goes-down': entry<{ file: string; from: string; to: string }>({
    kind: 'usage',
    message: (d) =>
      `${d.file}: ${d.to} is not later than ${d.from}. Migrations go up; the way back comes from the same steps.`,
  }),
  'migration/misplaced': entry<{ file: string; says: string; expected: string }>({
    kind: 'usage',
    message: (d) => `${d.file}: the module says ${d.says}, its path says ${d.expected}. Make them agree.`,
  }),
  'migration/unknown-version': entry<{ agent: string; version: string; known: readonly string[] }>({
    kind: 'not-found',
    message: (d) =>
      `${d.agent} has no version ${d.version} in this workspace (there are ${d.known.length > 0 ? d.known.join(', ') : 'none'}). Import its flow, or name one of these.`,
  }),
  'migration/not-found': entry<{ agent: string; from: string; to: string; path: string }>({
    kind: 'not-found',
    message: (d) =>
      `There is no migration ${d.agent} ${d.from} to ${d.to} at ${d.path}. Write it with "crosswalk migration new ${d.agent} ${d.from} ${d.to}".`,
  }),
  'migration/exists': entry<{ path: string }>({
    kind: 'refused',
    message: (d) => `${d.path} is there already and is not overwritten. Edit it, or remove it first.`,
  }),
  'migration/tenant-changed': entry<{ from: string; to: string }>({
    kind: 'refused',
    message: (d) =>
      `The migration ${d.from} to ${d.to} changes /tenant_id, which says whose config it is. Leave that member as it is.`,
  }),
  'migration/not-an-object': entry<{ from: string; to: string }>({
    kind: 'refused',
    message: (d) =>
      `The migration ${d.from} to ${d.to} gives something that is no object. Return the whole config.`,
  }),
} as const
