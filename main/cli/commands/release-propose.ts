import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { acceptanceFindings, judgedLines, releaseInEnvironment } from '../results/releases.ts'

export const releasePropose = command({
  name: 'release propose',
  summary: 'Send a release to an environment, to be approved there',
  arguments: { release },
  options: { env },
  async run({ services, who }, { release, env: environment }) {
    const { releases } = await services()
    const record = await releases.propose(release, { environment, who: await who() })
    return { ...releaseInEnvironment(environment, record), findings: acceptanceFindings(record.findings) }
  },
  show: judgedLines,
})
