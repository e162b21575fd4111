import { fail, isCrosswalkError } from '../errors/index.ts'
import { readJson } from '../json/read.ts'
import type { AgentName } from './ids.ts'
import { describe, toProblems } from './workspace-problems.ts'
import { type EnvironmentSettings, settingsSchema, type WorkspaceSettings } from './workspace-schema.ts'

export type { EnvironmentSettings, WorkspaceSettings }

/**
 * Reads the text of `crosswalk.json`; `file` is for messages. Raises `workspace/bad-settings` with
 * everything that is wrong, each with its place as a JSON Pointer, or with line and column where the
 * text is no JSON.
 */
export function readWorkspaceSettings(text: string, file = 'crosswalk.json'): WorkspaceSettings {
  const result = settingsSchema.safeParse(parse(text, file), { error: describe })
  if (result.success) return result.data
  return fail('workspace/bad-settings', { file, problems: result.error.issues.flatMap(toProblems) })
}

/** An environment's settings by name. Raises `workspace/unknown-environment`. */
export function getEnvironment({ environments }: WorkspaceSettings, name: string): EnvironmentSettings {
  const found = Object.hasOwn(environments, name) ? environments[name] : undefined
  return (
    found ?? fail('workspace/unknown-environment', { environment: name, known: Object.keys(environments) })
  )
}

/** The agent of this name. Raises `workspace/unknown-agent`. */
export function getAgent({ agents }: WorkspaceSettings, name: string): AgentName {
  if (Object.hasOwn(agents, name)) return name as AgentName
  return fail('workspace/unknown-agent', { agent: name, known: Object.keys(agents) })
}

/** The mask paths that hold for an agent, sorted, each once. */
export function masksFor({ masks }: WorkspaceSettings, agent: AgentName): string[] {
  const paths = masks
    .filter(({ agents }) => agents === undefined || agents.includes(agent))
    .map(({ path }) => path)
  return [...new Set(paths)].sort()
}

function parse(text: string, file: string): unknown {
  try {
    return readJson(text, { duplicateKeys: 'refuse' })
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    const problem = {
      place: '',
      problem: error.message.replace(/\.$/, ''),
      remedy: 'Mend it, or take it back from Git.',
    }
    return fail('workspace/bad-settings', { file, problems: [problem] }, { cause: error })
  }
}
