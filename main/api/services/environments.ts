import type {
  DatabaseMigrated,
  DatabaseStanding,
  DoctorCheck,
  DoctorReport,
  EnvironmentOverview,
} from '../../../shared/api/environments.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { Check, Services } from '../../compose.ts'
import { type Context, os } from '../context.ts'
import { failureOf } from '../failure.ts'

type Status = Awaited<ReturnType<Services['environments']['statusOfAll']>>[number]

const overviewOf = (
  { environment, versions, releases, workers, error }: Status,
  { desk }: Context,
): EnvironmentOverview => ({
  environment,
  versions,
  releases: releases.map(({ release, state, migrated, held, failed, rolledBack, remaining, perSecond }) => ({
    ...{ release, state, migrated, held, failed, rolledBack, remaining, perSecond },
  })),
  workers,
  failure: error && failureOf(error, { desk, doing: 'environments.list' }),
})

const STATES = { true: 'good', false: 'failed', warn: 'warning' } as const

const checkOf = ({ name, ok, message, remedy }: Check): DoctorCheck => ({
  name,
  state: STATES[`${ok}`],
  message: remedy === undefined ? message : `${message} ${remedy}`,
})

/** Refuses what would change a protected environment that nobody has named. */
async function requireNamed(
  { workspace }: Services,
  { environment, confirm }: { readonly environment: string; readonly confirm?: string | undefined },
): Promise<void> {
  const settings = await workspace.settings()
  if (settings.environments[environment]?.protected && confirm !== environment) {
    fail('production/unconfirmed', { environment })
  }
}

export const environments = {
  overview: os.environments.overview.handler(async ({ context, input: { environment } }) => {
    const status = await context.desk.services.environments.status(environment)
    return overviewOf(status, context)
  }),
  list: os.environments.list.handler(async ({ context }) => {
    const all = await context.desk.services.environments.statusOfAll()
    return all.map((status) => overviewOf(status, context))
  }),
  database: os.environments.database.handler(
    async ({ context, input: { environment } }): Promise<DatabaseStanding> => {
      const { place, state, applied, pending } = await context.desk.services.environments.schema(environment)
      return {
        place,
        state,
        applied: applied.map(({ name, appliedAt, appliedBy }) => ({ name, appliedAt, appliedBy })),
        pending: pending.map(({ name }) => name),
      }
    },
  ),
  examine: os.environments.examine.handler(({ context, input: { environment } }) =>
    context.desk.jobs.start(
      { kind: 'doctor', title: `Look over ${environment}`, environment, who: context.visitor.who },
      async ({ services }): Promise<DoctorReport> => ({
        environment,
        checks: [
          ...(await services.workspace.examine()),
          ...(await services.environments.examine(environment)),
        ].map(checkOf),
      }),
    ),
  ),
  migrate: os.environments.migrate.handler(async ({ context, input }) => {
    const { environment } = input
    await requireNamed(context.desk.services, input)
    return context.desk.jobs.start(
      {
        kind: 'database',
        title: `Bring the database of ${environment} up to date`,
        environment,
        who: context.visitor.who,
      },
      async ({ services }): Promise<DatabaseMigrated> => ({
        applied: await services.environments.migrate(environment),
      }),
    )
  }),
}
