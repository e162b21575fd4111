import { isAgentName } from '../../shared/config/agent.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { isVersion } from '../../shared/config/version.ts'
import { fail } from '../../shared/errors/index.ts'

export type Edge = { readonly agent: AgentName; readonly from: Version; readonly to: Version }

/** The edge that a migration's path names, as a person types it. Raises `general/usage`. */
export function parseMigrationPath(path: string): Edge {
  const [, agent = '', from = '', to = ''] =
    /(?:^|[\\/])([^\\/]+)[\\/]([^\\/]+)__([^\\/]+)\.ts$/.exec(path) ?? []
  if (!isAgentName(agent) || !isVersion(from) || !isVersion(to)) {
    fail('general/usage', {
      problem: `${path} is not the path of a migration`,
      remedy: 'Name it as in migrations/seo/1.0.0__1.1.0.ts.',
    })
  }
  return { agent, from, to }
}
