import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import { describeLeftOut, planInjection } from '../../../shared/flow/index.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { FlowRun } from '../ports/langflow.ts'
import type { Whose } from '../ports/sidecar.ts'
import { noMetadata } from './load-config.ts'
import type { ReleasedFlow } from './release-shelf.ts'

type Planned = Required<Pick<FlowRun, 'headers' | 'tweaks'>> & {
  /** Of what is not injected, and need not be. */
  readonly warnings: readonly JsonObject[]
}

type About = { readonly whose: Whose; readonly version: Version; readonly config: JsonObject }

/**
 * Plans how a run gets the values of a config. Beside its own variables a flow may be bound to TENANT_ID and USER_ID,
 * as its first node is. Nothing runs without what it needs: the flow would take its author's value for the user's.
 *
 * Raises `sidecar/flow-not-published`, `sidecar/variables-missing`, `sidecar/not-injectable`.
 */
export function planRun(
  { flow, variables }: ReleasedFlow,
  { whose: { agent, tenant, user }, version, config }: About,
): Planned {
  const of: { readonly agent: AgentName; readonly version: Version } = { agent, version }
  if (flow === undefined) return fail('sidecar/flow-not-published', of)
  const { headers, tweaks, left_out, missing } = planInjection({
    flow,
    variables: variables ?? [],
    config,
    also: { TENANT_ID: tenant, USER_ID: user },
  })
  if (missing.length > 0) fail('sidecar/variables-missing', { ...of, variables: missing })
  const optional = new Set((variables ?? []).filter(({ required }) => !required).map(({ name }) => name))
  // What the flow loads by itself is on its way.
  const lost = left_out.filter(({ reason }) => reason !== 'handed-out')
  const needed = lost.filter(({ variable }) => !optional.has(variable))
  if (needed.length > 0) fail('sidecar/not-injectable', { ...of, problems: needed.map(describeLeftOut) })
  return {
    headers,
    tweaks,
    warnings: [
      ...lost.map((left) => ({
        code: 'variable-not-injected',
        message: `${describeLeftOut(left)}.`,
        variable: left.variable,
      })),
      ...(variables === undefined ? [noMetadata(version)] : []),
    ],
  }
}
