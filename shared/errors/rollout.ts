import { entry } from './entry.ts'

export const rolloutErrors = {
  'rollout/no-queue': entry<{ environment: string }>({
    kind: 'refused',
    message: (d) =>
      `The database of ${d.environment} has no job queue. Run \`crosswalk db migrate --env ${d.environment}\` with a login that may create schemas.`,
  }),
  'rollout/nothing-ordered': entry<{ release: string; state: string }>({
    kind: 'refused',
    message: (d) =>
      `Nobody has ordered anything of ${d.release}, which is ${d.state}, that could be stopped or gone on with. Begin with \`crosswalk push\`.`,
  }),
  'rollout/over': entry<{ release: string; wish: string; state: string }>({
    kind: 'refused',
    message: (d) =>
      `${d.release} is ${d.state}, and there is nothing to ${d.wish}. \`crosswalk status\` shows what is under way.`,
  }),
} as const
