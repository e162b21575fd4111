import { command } from '../command.ts'
import { env } from '../inputs.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

type Wave = {
  readonly wave: number
  readonly state: string
  readonly percent: number
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly ended_at: string | null
}

type Environment = {
  readonly environment: string
  readonly versions: readonly { readonly agent: string; readonly version: string; readonly configs: number }[]
  readonly releases: readonly {
    readonly release: string
    readonly state: string
    readonly migrated: number
    readonly held: number
    readonly failed: number
    readonly rolled_back: number
    readonly holder: string | null
    readonly per_second: number
    readonly remaining: number | null
    readonly waves: readonly Wave[]
  }[]
  readonly workers: readonly {
    readonly name: string
    readonly concurrency: number
    readonly started_at: string
  }[]
  /** Why nothing can be said of it. */
  readonly error?: { readonly code: string; readonly message: string }
}

export const status = command({
  name: 'status',
  summary: 'Show versions by agent, and how far releases are',
  arguments: {},
  options: { env: { ...env, required: undefined, about: 'only of this environment (default: of each)' } },
  async run({ services }, { env: environment }) {
    const { environments } = await services()
    const all =
      environment === undefined ? await environments.statusOfAll() : [await environments.status(environment)]
    return {
      environments: all.map(
        ({ environment, versions, releases, workers, error }): Environment => ({
          environment,
          versions,
          releases: releases.map(({ rolledBack, perSecond, waves, ...release }) => ({
            ...release,
            rolled_back: rolledBack,
            per_second: perSecond,
            waves: waves.map(({ endedAt, ...wave }) => ({ ...wave, ended_at: endedAt })),
          })),
          workers: workers.map(({ startedAt, ...worker }) => ({ ...worker, started_at: startedAt })),
          ...(error === undefined ? {} : { error: { code: error.code, message: error.message } }),
        }),
      ),
    }
  },
  show: ({ environments }: { environments: readonly Environment[] }, page) =>
    environments.flatMap((each, at) => [...(at === 0 ? [] : ['']), ...lines(each, page)]),
})

function lines(
  { environment, versions, releases, workers, error }: Environment,
  page: Page,
): readonly string[] {
  if (error !== undefined) return [page.style('bold', environment), error.message]
  return [
    page.style('bold', environment),
    ...(versions.length === 0 ? ['There are no configs.'] : []),
    ...table(
      versions,
      [
        { title: 'AGENT', value: ({ agent }) => agent },
        { title: 'VERSION', value: ({ version }) => version },
        { title: 'CONFIGS', value: ({ configs }) => configs },
      ],
      page,
    ),
    ...table(
      releases,
      [
        { title: 'RELEASE', value: ({ release }) => release },
        { title: 'STATE', value: ({ state }) => state.replaceAll('_', ' ') },
        { title: 'MIGRATED', value: ({ migrated }) => migrated },
        { title: 'HELD', value: ({ held }) => held },
        { title: 'FAILED', value: ({ failed }) => failed },
        { title: 'ROLLED BACK', value: ({ rolled_back }) => rolled_back },
        { title: 'LEFT', value: ({ remaining }) => remaining },
        { title: 'A SECOND', value: ({ per_second }) => (per_second === 0 ? null : Math.round(per_second)) },
        { title: 'WORKED ON BY', value: ({ holder }) => holder },
      ],
      page,
    ),
    ...table(
      releases.flatMap(({ release, waves }) => waves.map((wave) => ({ release, ...wave }))),
      [
        { title: 'RELEASE', value: ({ release }) => release },
        { title: 'WAVE', value: ({ wave }) => wave },
        { title: 'TENANTS', value: ({ percent }) => `${percent} %` },
        { title: 'STATE', value: ({ state }) => state.replaceAll('_', ' ') },
        { title: 'MIGRATED', value: ({ migrated }) => migrated },
        { title: 'HELD', value: ({ held }) => held },
        { title: 'FAILED', value: ({ failed }) => failed },
        { title: 'ENDED', value: ({ ended_at }) => (ended_at === null ? null : formatTime(ended_at)) },
      ],
      page,
    ),
    ...table(
      workers,
      [
        { title: 'WORKER', value: ({ name }) => name },
        { title: 'BATCHES AT ONCE', value: ({ concurrency }) => concurrency },
        { title: 'SINCE', value: ({ started_at }) => formatTime(started_at) },
      ],
      page,
    ),
  ]
}
