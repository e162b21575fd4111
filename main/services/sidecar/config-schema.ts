import { fail } from '../../../shared/errors/index.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { Whose } from '../ports/sidecar.ts'
import { versionOf } from './current-config.ts'
import { type SetupParts, startingFacts } from './first-setup.ts'

/**
 * The schema that a user's config has to fit, and the default config of the same version; of the version that a first
 * setup would bring where there is no config yet. Raises `sidecar/unknown-agent`, `sidecar/no-schema`.
 */
export async function configSchema(parts: SetupParts, { tenant, user, agent }: Whose): Promise<JsonObject> {
  const { config, releases } = await parts.store.find({ tenant, user, agent })
  const version = config === undefined ? undefined : versionOf(config)
  const facts =
    config === undefined
      ? ((await startingFacts(parts, agent, releases)) ?? fail('sidecar/unknown-agent', { agent }))
      : version && (await parts.shelf.facts(agent, version, releases))
  const of = facts?.version ?? config?.version ?? ''
  const { schema, defaults } = facts ?? {}
  if (schema === undefined) return fail('sidecar/no-schema', { agent, version: of })
  return {
    agent,
    tenant_id: tenant,
    user_id: user,
    version: of,
    has_config: config !== undefined,
    schema,
    defaults: defaults ?? null,
  }
}
