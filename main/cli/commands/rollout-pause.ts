import { command } from '../command.ts'
import { env, reason, release } from '../inputs.ts'
import { showControl } from '../results/rollout.ts'

export const rolloutPause = command({
  name: 'rollout pause',
  summary: 'Stop a rollout where it is, whoever works on it',
  details: [
    'Every worker sees it within a second or two. What is migrated stays so.',
    'Configs of open waves are not migrated when they are read either, as long as it is paused.',
  ],
  arguments: { release },
  options: { env, reason },
  async run({ services, who }, { release, env: environment, reason }) {
    const { rollouts } = await services()
    const by = { environment, who: await who(), ...(reason === undefined ? {} : { reason }) }
    return rollouts.stop(release, 'pause', by)
  },
  show: showControl,
})
