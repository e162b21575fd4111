import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { releaseInEnvironment, releaseLines } from '../results/releases.ts'

export const releaseApprove = command({
  name: 'release approve',
  summary: 'Approve a proposed release: its preview, and the shapes in it',
  details: ['The author of a release cannot approve it.'],
  arguments: { release },
  options: { env, reason: { value: 'TEXT', about: 'why, for the record' } },
  async run({ services, who }, { release, env: environment, reason = '' }) {
    const { releases } = await services()
    const record = await releases.approve(release, { environment, reason, who: await who() })
    return releaseInEnvironment(environment, record)
  },
  show: releaseLines,
})
