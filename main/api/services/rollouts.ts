import type { ForecastLine, RollbackSums, TakenBackLine } from '../../../shared/api/rollouts.ts'
import { formatReleaseName, type ReleaseName } from '../../../shared/release/name.ts'
import type { RollbackForecast, RollbackReportSums, Services } from '../../compose.ts'
import { os } from '../context.ts'

const TROUBLES = 200
/** Lines of a stream that go together. */
const PAGE = 200

const PREPARING = {
  export: 'Exporting what it touches',
  proof: 'Restoring that into a scratch database',
} as const

export const rollouts = {
  watch: os.rollouts.watch.handler(({ context, input: { release, environment }, signal }) =>
    context.desk.services.rollouts.watch(release, { environment, signal: context.desk.until(signal) }),
  ),
  troubles: os.rollouts.troubles.handler(async ({ context, input: { release, environment, after } }) => {
    const found = await context.desk.services.rollouts.troubles(release, {
      environment,
      after,
      limit: TROUBLES,
    })
    return { troubles: found, next: found.length < TROUBLES ? null : (found.at(-1)?.config ?? null) }
  }),
  plan: os.rollouts.plan.handler(({ context, input: { release, environment } }) =>
    context.desk.services.rollouts.plan(release, environment),
  ),
  push: os.rollouts.push.handler(({ context, input: { release, environment, ...asked } }) => {
    const { who } = context.visitor
    return context.desk.jobs.start(
      { kind: 'push', title: `Push ${formatReleaseName(release)} to ${environment}`, environment, who },
      ({ services, progress }) => push(services, release, { environment, who, progress, ...present(asked) }),
    )
  }),
  pause: os.rollouts.pause.handler(({ context, input: { release, environment, reason } }) =>
    context.desk.services.rollouts.stop(release, 'pause', {
      environment,
      who: context.visitor.who,
      ...present({ reason }),
    }),
  ),
  cancel: os.rollouts.cancel.handler(({ context, input: { release, environment, reason } }) =>
    context.desk.services.rollouts.stop(release, 'cancel', {
      environment,
      who: context.visitor.who,
      ...present({ reason }),
    }),
  ),
  resume: os.rollouts.resume.handler(({ context, input: { release, environment, ...asked } }) => {
    const { who } = context.visitor
    return context.desk.jobs.start(
      { kind: 'push', title: `Resume ${formatReleaseName(release)} in ${environment}`, environment, who },
      async ({ services, progress }) => {
        const act = { environment, who, ...present(asked) }
        const order = await services.rollouts.order(release, environment)
        const { workers } = await services.environments.status(environment)
        // One whose order was let go of is refused there.
        if (workers.length > 0 || order === undefined || order.wish === 'cancel') {
          const resumed = await services.rollouts.resume(release, act)
          if (resumed.state !== 'paused') return resumed
        }
        // Nobody is there to go on with it but this process, which does so as it was ordered.
        return push(services, release, {
          ...act,
          progress,
          promotion: order?.promotion ?? 'by-hand',
          ...present({ wave: order?.wave, maxRate: order?.maxRate }),
        })
      },
    )
  }),
  forecast: os.rollouts.forecast.handler(async function* ({ context, input, signal }) {
    const { release, environment, scope } = input
    const lines = await context.desk.services.rollouts.forecastRollback(release, {
      environment,
      scope: present(scope),
    })
    let newer: readonly string[] = []
    for await (const { seen, lines: page, end } of pages<ForecastLine, RollbackForecast>(
      lines,
      ({ would }) => would !== 'restored',
      context.desk.until(signal),
    )) {
      newer = end?.newer ?? newer
      yield { seen, lines: page, sums: end === undefined ? null : sumsOf(end), newer }
    }
  }),
  rollBack: os.rollouts.rollBack.handler(({ context, input: { release, environment, scope, ...asked } }) => {
    const { who } = context.visitor
    return context.desk.jobs.start(
      {
        kind: 'rollback',
        title: `Roll back ${formatReleaseName(release)} in ${environment}`,
        environment,
        who,
      },
      ({ services, progress }) =>
        services.rollouts.rollBack(release, {
          environment,
          who,
          scope: present(scope),
          ...present(asked),
          progress: ({ note, ...event }) =>
            progress({ ...event, unit: 'configs', ...present({ doing: note }) }),
        }),
    )
  }),
  takenBack: os.rollouts.takenBack.handler(async function* ({ context, input, signal }) {
    const { release, environment } = input
    const lines = await context.desk.services.rollouts.reportRollback(release, {
      environment,
      values: 'hide',
    })
    for await (const { seen, lines: page, end } of pages<TakenBackLine, RollbackReportSums>(
      lines,
      ({ state }) => state !== 'restored' && state !== 'standing',
      context.desk.until(signal),
    )) {
      yield { seen, lines: page, sums: end === undefined ? null : { configs: end.configs, paths: end.paths } }
    }
  }),
}

type Progress = Parameters<Parameters<import('../jobs.ts').Jobs['start']>[1]>[0]['progress']

const push = (
  services: Services,
  release: ReleaseName,
  {
    progress,
    ...act
  }: Omit<Parameters<Services['rollouts']['push']>[1], 'progress' | 'preparing'> & {
    readonly progress: Progress
  },
) =>
  services.rollouts.push(release, {
    ...act,
    preparing: (stage, event) => progress({ ...event, unit: 'configs', doing: PREPARING[stage] }),
    progress: ({ note, ...event }) => progress({ ...event, unit: 'configs', ...present({ doing: note }) }),
  })

/** Lines of JSON, gathered into pages of those that are worth showing; every line is counted. */
async function* pages<L, End>(
  lines: AsyncGenerator<string, End>,
  shows: (line: L) => boolean,
  signal: AbortSignal,
): AsyncGenerator<
  { readonly seen: number; readonly lines: readonly L[]; readonly end: End | undefined },
  void
> {
  let seen = 0
  let told = 0
  let page: L[] = []
  try {
    for (;;) {
      if (signal.aborted) return
      const next = await lines.next()
      if (next.done) {
        yield { seen, lines: page, end: next.value }
        return
      }
      seen++
      // Written by us, of ids, paths and counts: no customer's value is in it.
      const line = JSON.parse(next.value) as L
      if (shows(line)) page.push(line)
      if (page.length < PAGE && seen - told < PAGE * 5) continue
      yield { seen, lines: page, end: undefined }
      told = seen
      page = []
    }
  } finally {
    await lines.return(undefined as End)
  }
}

const sumsOf = ({
  release: _release,
  environment: _environment,
  state: _state,
  newer: _newer,
  ...sums
}: RollbackForecast): RollbackSums => sums

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** The members that are there. */
const present = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>
