import { formatReleaseName } from '../../../shared/release/name.ts'
import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { showPush } from '../results/rollout.ts'

export const push = command({
  name: 'push',
  summary: 'Migrate an environment’s configs to an approved release',
  details: [
    'May be cancelled or killed at any point: a second push goes on where the first one was.',
    'What users change meanwhile is never overwritten; a change that nobody has reviewed is held.',
  ],
  arguments: { release },
  options: { env },
  async run({ services, who, progress }, { release, env: environment }) {
    const { rollouts } = await services()
    const label = `Pushing ${formatReleaseName(release)} to ${environment}`
    return rollouts.push(release, {
      environment,
      who: await who(),
      progress: (event) => progress({ label, unit: 'configs', ...event }),
    })
  },
  show: showPush,
})
