import type { ConfigHistory, ConfigState, StateEnd } from '../../../shared/api/tenants.ts'
import type { Services } from '../../compose.ts'
import { os } from '../context.ts'

/** Configs that a search gives at once. */
const FOUND_A_PAGE = 100

export const tenants = {
  find: os.tenants.find.handler(async ({ context, input: { in: place, text, after } }) => {
    const { tenants } = context.desk.services
    const asked = { text, after, limit: FOUND_A_PAGE }
    const { configs, next } =
      'snapshot' in place
        ? await tenants.findInSnapshot(place.snapshot, asked)
        : await tenants.find(place.environment, asked)
    return {
      configs: configs.map(({ id, tenantId, userId, ...rest }) => ({
        config: id,
        tenant: tenantId,
        user: userId,
        ...rest,
      })),
      next,
    }
  }),
  history: os.tenants.history.handler(async ({ context, input: { environment, config } }) =>
    shown(environment, await context.desk.services.tenants.history(environment, config)),
  ),
  state: os.tenants.state.handler(async ({ context, input: { environment, config, state } }) =>
    context.desk.services.tenants.state(environment, config, state ?? undefined),
  ),
  restore: os.tenants.restore.handler(({ context, input: { environment, config, state, reason, confirm } }) =>
    context.desk.services.tenants.restore({
      environment,
      configId: config,
      versionRow: state,
      reason,
      confirm,
      who: context.visitor.who,
    }),
  ),
}

type Actor = NonNullable<History['states'][number]['actor']>
type History = Awaited<ReturnType<Services['tenants']['history']>>

const shown = (environment: string, history: History): ConfigHistory => ({
  environment,
  config: history.configId,
  tenant: history.tenantId,
  user: history.userId,
  agent: history.agent,
  version: history.states.at(-1)?.version ?? '',
  masked: history.masked,
  states: history.states.map(shownState),
  journal: history.journal.map(({ doneAt, undoneAt, ...one }) => ({
    ...one,
    doneAt: isoTime(doneAt),
    undoneAt: undoneAt === null ? null : isoTime(undoneAt),
  })),
})

const shownState = ({
  versionRow,
  version,
  endedBy = '',
  actor,
}: History['states'][number]): ConfigState => ({
  id: versionRow ?? null,
  version,
  ended: actor === undefined ? null : { ...endOf(actor), reason: endedBy },
})

const endOf = ({ at, kind, who, release }: Actor): Omit<StateEnd, 'reason'> => ({ at, kind, who, release })

/** PostgreSQL's `2026-11-21 18:50:52.13+00`. */
const isoTime = (text: string): string => new Date(text.replace(/([+-]\d\d)$/, '$1:00')).toISOString()
