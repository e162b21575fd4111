import type { Json, JsonObject } from '../../json/value.ts'

/**
 * How a run gets one tenant's values: what the request to Langflow's `/api/v1/run` carries, and what of the
 * values it cannot carry, with the reason. Only `headers` and `tweaks` hold values; the rest may be logged.
 */
export type RunInjection = {
  /** `X-LANGFLOW-GLOBAL-VAR-<NAME>`: printable ASCII, nothing else gets through whole. May hold secrets. */
  readonly headers: Readonly<Record<string, string>>
  /** By node id, then by field. Never a secret: Langflow traces tweaks, and proxies log bodies. */
  readonly tweaks: Readonly<Record<string, JsonObject>>
  readonly injected: readonly Injected[]
  readonly left_out: readonly LeftOut[]
  /** Required variables that neither the config nor a default gives a value: the flow should not run. */
  readonly missing: readonly string[]
}

/** A field that gets its value. */
export type Injected = Place & { readonly variable: string; readonly by: 'header' | 'tweak' }

/** A field, or a variable, that gets none. */
export type LeftOut = Partial<Place> & { readonly variable: string; readonly reason: LeftOutReason }

export type Place = { readonly node: string; readonly node_name: string; readonly field: string }

export type LeftOutReason = keyof typeof REASONS

/** What each reason means, as the end of a sentence that begins with the variable. */
const REASONS = {
  'not-in-flow': 'is taken by no field of the flow',
  'handed-out': 'is handed out by the flow itself, which loads the config in its first node',
  'fed-by-edge': 'would go to a field that an edge feeds, and the edge wins',
  'in-group': 'would go by a tweak to a node within a group, which tweaks do not reach',
  'no-such-field': 'names a field that the flow does not have',
  protected: 'would go to code, which Langflow refuses to take from a caller',
  secret: 'would go to a secret field by a tweak, for a header cannot carry its value',
  'wrong-type': 'has a value that the field does not take',
} as const

/** The reason in words. Holds no value. */
export const describeLeftOut = ({ variable, reason, node_name, field }: LeftOut): string =>
  `${variable} ${REASONS[reason]}${field === undefined ? '' : ` (${node_name}.${field})`}`

/** A value of the config on its way to a field. */
export type Value = { readonly variable: string; readonly value: Json }
