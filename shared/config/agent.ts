import { fail } from '../errors/index.ts'
import type { AgentName } from './ids.ts'

/** Whether a text is an agent name: lower-case letters, digits and underscores, a letter first, at most 63 characters. */
export const isAgentName = (text: string): text is AgentName => /^[a-z][a-z0-9_]{0,62}$/.test(text)

/** Reads an agent name. Raises `config/bad-agent`. */
export function parseAgentName(text: string): AgentName {
  return isAgentName(text) ? text : fail('config/bad-agent', { agent: text })
}
