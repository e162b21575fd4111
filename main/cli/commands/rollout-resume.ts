import { command } from '../command.ts'
import { confirm, despiteFreeze, env, reason, release } from '../inputs.ts'
import { showControl } from '../results/rollout.ts'

export const rolloutResume = command({
  name: 'rollout resume',
  summary: 'Let a paused rollout go on as it was ordered, by the workers that are there',
  details: ['Without a worker, `crosswalk push` goes on with it by itself.'],
  arguments: { release },
  options: { env, reason, confirm, despiteFreeze },
  async run({ services, who }, { release, env: environment, reason, confirm, despiteFreeze }) {
    const { rollouts } = await services()
    return rollouts.resume(release, {
      environment,
      who: await who(),
      ...(reason === undefined ? {} : { reason }),
      ...(confirm === undefined ? {} : { confirm }),
      ...(despiteFreeze === undefined ? {} : { despiteFreeze }),
    })
  },
  show: showControl,
})
