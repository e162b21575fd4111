import { parseAgentName } from '../../shared/config/agent.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { parseVersion } from '../../shared/config/version.ts'
import { fail } from '../../shared/errors/index.ts'
import { parseReleaseName } from '../../shared/release/name.ts'

// Arguments and options that several commands take, so that they are named, read and explained alike.

export const agent = { about: 'name of the agent, as in seo', read: parseAgentName } as const
export const version = { about: 'flow version, as in 1.2.0', read: parseVersion } as const
export const release = { about: 'agent and version, as in seo@2.0.0', read: parseReleaseName } as const
export const env = { value: 'NAME', about: 'environment of crosswalk.json', required: true } as const
export const configId = { about: 'id of a config row, a UUID', read: parseConfigId } as const

function parseConfigId(text: string): ConfigId {
  const id = text.toLowerCase()
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id as ConfigId
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no id of a config`,
    remedy: 'Write a UUID, as in 0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e.',
  })
}
