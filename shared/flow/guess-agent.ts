import type { AgentName, Version } from '../config/ids.ts'
import type { FlowMeta } from './metadata.ts'

/** A flow version whose agent is known. */
export type KnownFlow = { readonly agent: AgentName; readonly version: Version; readonly meta: FlowMeta }

/** `because` goes on after "as": "its endpoint is seo-walker, as that of seo 2.0.0 is". */
export type AgentGuess = { readonly agent: AgentName; readonly because: string }

/** A flow of unknown agent. `file` is the name of its file. */
export type Stranger = { readonly meta: FlowMeta; readonly file: string }

/**
 * The agent whose flow this seems to be, by the surest sign that speaks for one agent alone: the same meaning, the
 * id or the endpoint in Langflow, the name, an agent's name within name, endpoint or file, and at last
 * the components. Undefined where no sign does.
 */
export function guessAgent(
  stranger: Stranger,
  known: readonly KnownFlow[],
  agents: readonly AgentName[],
): AgentGuess | undefined {
  for (const sign of SIGNS) {
    const guesses = sign(stranger, known, agents)
    const [first] = guesses
    if (first !== undefined && guesses.every(({ agent }) => agent === first.agent)) return guesses.at(-1)
  }
  return undefined
}

type Sign = (stranger: Stranger, known: readonly KnownFlow[], agents: readonly AgentName[]) => AgentGuess[]

const likeKnown =
  (isAlike: (a: FlowMeta, b: FlowMeta) => boolean, because: (meta: FlowMeta, of: string) => string): Sign =>
  ({ meta }, known) =>
    known
      .filter((one) => isAlike(meta, one.meta))
      .map(({ agent, version }) => ({ agent, because: because(meta, `${agent} ${version}`) }))

const SIGNS: readonly Sign[] = [
  likeKnown(
    (a, b) => a.hash === b.hash,
    (_, of) => `it means the same as ${of}`,
  ),
  likeKnown(
    (a, b) => a.flow_id !== null && a.flow_id === b.flow_id,
    (_, of) => `it has the id of ${of}`,
  ),
  likeKnown(
    (a, b) => a.endpoint_name !== null && a.endpoint_name === b.endpoint_name,
    ({ endpoint_name }, of) => `its endpoint is ${endpoint_name}, as that of ${of}`,
  ),
  likeKnown(
    (a, b) => a.name === b.name,
    ({ name }, of) => `it is named ${JSON.stringify(name)}, as ${of}`,
  ),
  ({ meta, file }, _, agents) =>
    agents
      .filter((agent) => hasWords(`${meta.name} ${meta.endpoint_name ?? ''} ${file}`, agent))
      .map((agent) => ({ agent, because: `its name speaks of ${agent}` })),
  likeKnown(
    (a, b) => likeness(a.components, b.components) >= ENOUGH,
    (_, of) => `it is made of the components of ${of}`,
  ),
]

const words = (text: string): string => ` ${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ')} `

const hasWords = (text: string, agent: string): boolean => words(text).includes(words(agent))

// Below, two flows share hardly more than the chat's input and output, which all have.
const ENOUGH = 0.75

/** What two collections have in common, of all that they have: 0 to 1 (Jaccard, by counts). */
function likeness(a: FlowMeta['components'], b: FlowMeta['components']): number {
  const types = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  const sum = (pick: (x: number, y: number) => number): number =>
    types.reduce((total, type) => total + pick(a[type] ?? 0, b[type] ?? 0), 0)
  return sum(Math.min) / Math.max(1, sum(Math.max))
}
