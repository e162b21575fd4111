import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { acceptedLines } from '../results/losses.ts'
import { type ReleaseResult, releaseInEnvironment, releaseLines } from '../results/releases.ts'

export const releaseApprove = command({
  name: 'release approve',
  summary: 'Approve a proposed release: its preview, and the shapes in it',
  details: [
    'Settings that users lose by it, accepted by name, are listed before it is approved.',
    'Neither its author nor who proposed it can approve a release.',
    'It may take several people: "approvals" in crosswalk.json says whom and how many.',
  ],
  arguments: { release },
  options: { env, reason: { value: 'TEXT', about: 'why, for the record' } },
  async run({ services, who, print }, { release, env: environment, reason = '' }) {
    const { releases } = await services()
    const record = await releases.approve(release, {
      environment,
      reason,
      who: await who(),
      tell: ({ accepted }) => print(...acceptedLines(accepted)),
    })
    return { ...releaseInEnvironment(environment, record), lacking: record.lacking }
  },
  show: (result: ReleaseResult & { readonly lacking: readonly string[] }) => [
    // Its losses have been told already.
    ...releaseLines({ ...result, accepted: [] }),
    ...result.lacking.map((what) => `Lacking:  ${what}`),
  ],
})
