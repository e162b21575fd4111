import { command } from '../command.ts'
import { env, reason, release } from '../inputs.ts'
import { showControl } from '../results/rollout.ts'

export const rolloutCancel = command({
  name: 'rollout cancel',
  summary: 'Stop a rollout and let go of what was ordered',
  details: ['What is migrated stays so: `crosswalk rollback` takes it back, `crosswalk push` begins anew.'],
  arguments: { release },
  options: { env, reason },
  async run({ services, who }, { release, env: environment, reason }) {
    const { rollouts } = await services()
    const by = { environment, who: await who(), ...(reason === undefined ? {} : { reason }) }
    return rollouts.stop(release, 'cancel', by)
  },
  show: showControl,
})
