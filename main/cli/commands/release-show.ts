import { formatReleaseName } from '../../../shared/release/name.ts'
import { command } from '../command.ts'
import { env, release } from '../inputs.ts'
import { releaseInEnvironment, releaseInWorkspace, releaseLines } from '../results/releases.ts'

export const releaseShow = command({
  name: 'release show',
  summary: 'Show a release of the workspace or of an environment',
  arguments: { release },
  options: { env: { ...env, required: undefined, about: 'as this environment has it' } },
  async run({ services }, { release, env: environment }) {
    const { releases } = await services()
    if (environment === undefined) {
      return releaseInWorkspace(formatReleaseName(release), await releases.read(release))
    }
    return releaseInEnvironment(environment, await releases.get(release, environment))
  },
  show: releaseLines,
})
