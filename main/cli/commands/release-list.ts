import { command } from '../command.ts'
import { env } from '../inputs.ts'
import {
  type ReleaseResult,
  releaseInEnvironment,
  releaseInWorkspace,
  releaseTable,
} from '../results/releases.ts'

export const releaseList = command({
  name: 'release list',
  summary: 'List the releases of the workspace or of an environment',
  arguments: {},
  options: { env: { ...env, required: undefined, about: 'those of this environment' } },
  async run({ services }, { env: environment }) {
    const { releases } = await services()
    if (environment === undefined) {
      return {
        releases: (await releases.listFiles()).map(({ name, file }) => releaseInWorkspace(name, file)),
      }
    }
    const records = await releases.list(environment)
    return { releases: records.map((record) => releaseInEnvironment(environment, record)) }
  },
  show({ releases }: { releases: readonly ReleaseResult[] }, page) {
    return releases.length === 0 ? ['There are no releases yet.'] : releaseTable(releases, page)
  },
})
