import { z } from 'zod'
import type { Hash } from '../config/ids.ts'
import { fail } from '../errors/index.ts'
import { formatPointer } from '../json/pointer.ts'
import { customMetadataSchema } from './custom-metadata.ts'
import { componentOf, type FlowDocument, isNote, textAt, typeOf, walkNodes } from './document.ts'
import { flowHash } from './meaning/meaning.ts'
import type { Declared } from './read/normalise.ts'
import { kindOf } from './read/refuse.ts'
import { flowVariables } from './variables.ts'

/** What we know of a flow version: the content of `flows/<agent>/<version>.meta.json`. Keys that we do not know are kept. */
export type FlowMeta = z.infer<typeof flowMetaSchema>

export const flowMetaSchema = z.looseObject({
  /** The id of its row in Langflow, under which it can be published again. */
  flow_id: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  endpoint_name: z.string().nullable(),
  hash: z.custom<Hash>((value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value), {
    error: 'is no SHA-256 in lower-case hexadecimal',
  }),
  /** What the file says of the Langflow that wrote it: for the whole flow, and by component. */
  langflow: z.object({ last_tested_version: z.string().nullable(), lf_versions: z.array(z.string()) }),
  changelog: z.string(),
  custom_metadata: customMetadataSchema,
  /** The bindings to variables of Langflow: which field of which node takes which. */
  variables: z.array(
    z.object({ name: z.string(), node: z.string(), node_name: z.string(), field: z.string() }),
  ),
  /** How many of each type of component, those within groups included. */
  components: z.record(z.string(), z.number().int().positive()),
})

/**
 * What a flow's document says of itself, together with what its file declared.
 *
 * `source` names the file for messages. Raises `flow/bad-metadata` where the declared metadata or
 * changelog does not have its form.
 */
export function flowMetadata(flow: FlowDocument, declared: Declared = {}, source = 'the flow'): FlowMeta {
  const nodes = [...walkNodes(flow.data)].map(({ node }) => node).filter((node) => !isNote(node))
  const versions = new Set(nodes.flatMap((node) => textAt(componentOf(node), 'lf_version') ?? []))
  return {
    flow_id: textAt(flow, 'id') ?? null,
    name: flow.name,
    description: flow.description,
    endpoint_name: textAt(flow, 'endpoint_name') ?? null,
    hash: flowHash(flow),
    langflow: {
      last_tested_version: textAt(flow, 'last_tested_version') ?? null,
      lf_versions: [...versions].sort(byNumbers),
    },
    changelog: checkChangelog(declared, source),
    custom_metadata: checkCustomMetadata(declared, source),
    variables: flowVariables(flow).map(({ name, node, node_name, field }) => ({
      name,
      node,
      node_name,
      field,
    })),
    components: countBy(nodes.map(typeOf)),
  }
}

function checkCustomMetadata(
  { custom_metadata = {} }: Declared,
  source: string,
): FlowMeta['custom_metadata'] {
  const result = customMetadataSchema.safeParse(custom_metadata)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = (issue?.path ?? []).map(String)
  const name = path.at(-1) ?? 'custom_metadata'
  const problem = `${name} ${(issue?.message ?? 'is not right').replace(/^Invalid (?:input|option): /, 'is not as expected: ')}`
  return fail('flow/bad-metadata', { source, place: `/custom_metadata${formatPointer(path)}`, problem })
}

function checkChangelog({ changelog = '' }: Declared, source: string): string {
  if (typeof changelog === 'string') return changelog
  const problem = `changelog is ${kindOf(changelog)}, not a text`
  return fail('flow/bad-metadata', { source, place: '/changelog', problem })
}

const countBy = (items: readonly string[]): Record<string, number> =>
  Object.fromEntries(
    [...new Set(items)].sort().map((item) => [item, items.filter((other) => other === item).length]),
  )

const byNumbers = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true })
