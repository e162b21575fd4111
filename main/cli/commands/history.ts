import { readConcealed } from '../../../shared/config/secret-stand-in.ts'
import type { Json } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { command } from '../command.ts'
import { configId, env } from '../inputs.ts'
import { table } from '../table.ts'
import { count, formatTime } from '../words.ts'

type State = {
  /** Its row in the history, for `crosswalk restore`; null for the state that the config has now. */
  readonly id: string | null
  readonly version: string
  readonly config: Json
  readonly ended_by: string | null
  readonly ended_at: string | null
}

type Result = {
  readonly config: string
  readonly tenant: string
  readonly user: string
  readonly agent: string
  /** Oldest first; the last is the one that it has now. */
  readonly states: readonly State[]
  readonly journal: readonly {
    readonly release: string
    readonly state: string
    readonly done_at: string
    readonly undone_at: string | null
    readonly reason: string | null
  }[]
}

export const history = command({
  name: 'history',
  summary: 'Show every state that a config has had',
  details: ['Oldest first, and what releases did to it.'],
  arguments: { config_id: configId },
  options: { env },
  async run({ services }, { config_id, env: environment }): Promise<Result> {
    const { environments } = await services()
    const { configId, tenantId, userId, agent, states, journal } = await environments.history(
      environment,
      config_id,
    )
    return {
      config: configId,
      tenant: tenantId,
      user: userId,
      agent,
      states: states.map(({ versionRow = null, version, text, endedBy = null, endedAt = null }) => ({
        id: versionRow,
        version,
        config: readConcealed(text).value,
        ended_by: endedBy,
        ended_at: endedAt,
      })),
      journal: journal.map(({ release, state, doneAt, undoneAt, reason }) => ({
        release,
        state,
        done_at: doneAt,
        undone_at: undoneAt,
        reason,
      })),
    }
  },
  show: ({ config, tenant, user, agent, states, journal }, page) => [
    `Config ${config}: ${agent}, tenant ${tenant}, user ${user}; ${count(states.length, 'state')}`,
    ...states.flatMap(({ id, version, config, ended_by, ended_at }) => [
      '',
      page.style(
        'bold',
        `${version}, ${ended_at === null ? 'as it is now' : `until ${formatTime(ended_at)} (${ended_by})`}`,
      ),
      ...(id === null ? [] : [`State ${id}`]),
      writeJson(config, { indent: 2 }),
    ]),
    ...(journal.length === 0 ? [] : ['']),
    ...table(
      journal,
      [
        { title: 'RELEASE', value: ({ release }) => release },
        { title: 'WHAT IT DID', value: ({ state }) => state.replaceAll('_', ' ') },
        { title: 'AT', value: ({ done_at }) => formatTime(done_at) },
        { title: 'TAKEN BACK AT', value: ({ undone_at }) => undone_at && formatTime(undone_at) },
        { title: 'REASON', value: ({ reason }) => reason, shrinks: true },
      ],
      page,
    ),
  ],
})
