import { formatReleaseName } from '../../../shared/release/name.ts'
import type { Verification } from '../../compose.ts'
import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { formatSeconds } from '../words.ts'

type Result = Omit<Verification, 'who' | 'at'> & {
  readonly verified_by: string
  readonly verified_at: string
  readonly carried_to: string | null
}

export const releaseVerify = command({
  name: 'release verify',
  summary: 'Look over a release that was pushed to staging, and keep the evidence',
  details: [
    'Its rollout, the data, and the requests under "smoke" in crosswalk.json. Ends with 3 where something does not hold.',
    'A push to a protected environment asks for this evidence, and carries it over, where the workspace has a staging',
    'environment. Where the machine that pushes cannot reach staging, carry it over with --carry.',
  ],
  arguments: { release },
  options: {
    env: { ...env, about: 'staging environment of crosswalk.json' },
    carry: { value: 'NAME', about: 'write the evidence down in this environment too' },
  },
  async run({ services, who, progress }, { release, env: environment, carry }): Promise<Result> {
    const { releases } = await services()
    const label = `Verifying ${formatReleaseName(release)} on ${environment}`
    const {
      who: verified_by,
      at: verified_at,
      ...verification
    } = await releases.verify(release, {
      environment,
      who: await who(),
      carry,
      progress: (event) => progress({ label, unit: 'checks', ...event }),
    })
    return { ...verification, verified_by, verified_at, carried_to: carry ?? null }
  },
  status: ({ passed }) => (passed ? 0 : 3),
  show({ release, digest, environment, passed, checks, carried_to }, page) {
    const marks = { true: page.style('green', 'ok  '), false: page.style('red', 'FAIL') }
    return [
      ...checks.map(
        ({ name, ok, detail, seconds }) =>
          `${marks[`${ok}`]}  ${name}: ${detail} (${formatSeconds(seconds)})`,
      ),
      passed
        ? `${release} (${digest.slice(0, 12)}) holds on ${environment}.`
        : `${release} (${digest.slice(0, 12)}) does not hold on ${environment}.`,
      ...(carried_to === null ? [] : [`The evidence is in ${carried_to} too.`]),
    ]
  },
})
