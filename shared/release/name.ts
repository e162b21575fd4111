import { isAgentName } from '../config/agent.ts'
import type { AgentName, Version } from '../config/ids.ts'
import { isVersion } from '../config/version.ts'
import { fail } from '../errors/index.ts'

/** What a release is called: its agent and the version that it brings. */
export type ReleaseName = { readonly agent: AgentName; readonly version: Version }

/** Reads `agent@version`. Raises `release/bad-name`. */
export function parseReleaseName(text: string): ReleaseName {
  const [agent = '', version = '', rest] = text.split('@')
  if (rest !== undefined || !isAgentName(agent) || !isVersion(version))
    fail('release/bad-name', { name: text })
  return { agent, version }
}

/** Writes `agent@version`. */
export const formatReleaseName = ({ agent, version }: { agent: string; version: string }): string =>
  `${agent}@${version}`
