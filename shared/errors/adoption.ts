import { entry } from './entry.ts'

type Where = { environment: string; place: string }
const list = (lines: readonly string[]): string => lines.map((line) => `\n  ${line}`).join('')

export const adoptionErrors = {
  'adoption/nothing-there': entry<Where>({
    kind: 'refused',
    message: (d) =>
      `The database of ${d.environment} (${d.place}) has no configs to adopt. Run \`crosswalk db migrate --env ${d.environment}\`, or correct the environment's URL.`,
  }),
  'adoption/obstacles': entry<Where & { problems: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `The database of ${d.environment} (${d.place}) cannot be adopted as it is:${list(d.problems)}\nNothing was changed. Mend these first; nobody but their owner can.`,
  }),
  'adoption/undecided': entry<{ environment: string; undecided: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `Nothing was changed, for it is not said what is to become of this in ${d.environment}:${list(d.undecided)}\nGive each of them.`,
  }),
  'adoption/aborted': entry<{ environment: string; found: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `Nothing was changed in ${d.environment}, as it was to be with these:${list(d.found)}\nMend them yourself, or choose another repair.`,
  }),
  'adoption/cascades': entry<{ table: string; keys: readonly string[] }>({
    kind: 'refused',
    message: (d) =>
      `Nothing was changed: no row of ${d.table} can be set aside while these foreign keys would delete or change rows of other tables with it:${list(d.keys)}\nDrop them for the time being, or repair these rows by hand.`,
  }),
  'adoption/busy': entry<Where>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `Another adoption of the database of ${d.environment} (${d.place}) is under way. Wait for it to end; one that was killed ends with its session.`,
  }),
  'adoption/placeholder-refused': entry<{ table: string; problem: string }>({
    kind: 'refused',
    message: (d) =>
      `No placeholder can be made in ${d.table}: ${d.problem}. What was repaired before stays so. Give the column a default, or choose --orphans set-aside.`,
  }),
  'adoption/rows-kept': entry<{ table: string; rows: number }>({
    kind: 'refused',
    message: (d) =>
      `${d.table} keeps ${d.rows} rows from being deleted, so they were not set aside: a trigger or a policy of its own does that. Turn it off for the time being, and adopt again.`,
  }),
  'adoption/unfinished': entry<{ environment: string; left: readonly string[] }>({
    kind: 'conflict',
    retryable: true,
    message: (d) =>
      `The adoption of ${d.environment} has done what it could, but these are there again or still:${list(d.left)}\nApplications go on making them. Stop these for a moment, and adopt again.`,
  }),
  'adoption/not-set-aside': entry<{ environment: string; id: string }>({
    kind: 'not-found',
    message: (d) =>
      `${d.environment} has no row with the id ${d.id} set aside, or it is back already. \`crosswalk db adopt --env ${d.environment} --list\` shows those that there are.`,
  }),
  'adoption/not-restorable': entry<{ id: string; table: string; problem: string; remedy: string }>({
    kind: 'refused',
    message: (d) => `Row ${d.id} cannot go back to ${d.table}: ${d.problem}. It stays set aside. ${d.remedy}`,
  }),
} as const
