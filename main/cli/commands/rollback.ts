import { formatReleaseName } from '../../../shared/release/name.ts'
import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { showRollback } from '../results/rollout.ts'

export const rollback = command({
  name: 'rollback',
  summary: 'Take a release back; edits made since survive',
  details: ['May be cancelled or killed at any point: a second rollback goes on where the first one was.'],
  arguments: { release },
  options: { env },
  async run({ services, who, progress }, { release, env: environment }) {
    const { rollouts } = await services()
    const label = `Rolling back ${formatReleaseName(release)} in ${environment}`
    return rollouts.rollBack(release, {
      environment,
      who: await who(),
      progress: (event) => progress({ label, unit: 'configs', ...event }),
    })
  },
  show: showRollback,
})
