import { injectVariables } from '../../../shared/flow/index.ts'
import { getMember, withMember } from '../../../shared/json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Whose } from '../ports/sidecar.ts'
import { getCurrent, versionOf } from './current-config.ts'
import type { SidecarParts } from './parts.ts'
import type { VersionFacts } from './release-shelf.ts'
import type { CurrentConfig } from './state.ts'

export type LoadRequest = {
  /** The version of the flow that asks. */
  readonly flowVersion?: string | undefined
}

/** Answers of configs that have not changed since are the same text. */
const texts = new WeakMap<CurrentConfig, string>()

/**
 * What a flow needs of a user's config, as JSON: the config, the variables that the flow takes from it, warnings, and
 * how its migration went. The config always fits `flow_version`; where a migration failed, it is the former one, marked.
 *
 * Raises `sidecar/config-not-found`.
 */
export async function loadConfig(
  parts: SidecarParts,
  whose: Whose,
  { flowVersion }: LoadRequest,
): Promise<string> {
  const current = await getCurrent(parts, whose)
  const { kept, migration } = current
  parts.reads.count(kept.id, kept.version, migration.status === 'failed' ? 'failure' : 'read')
  const isOther = flowVersion !== undefined && flowVersion !== kept.version
  const known = isOther ? undefined : texts.get(current)
  if (known !== undefined) return known
  const version = versionOf(kept)
  const facts =
    version === undefined ? undefined : await parts.shelf.facts(whose.agent, version, current.releases)
  const text = writeJson(answerOf(whose, current, facts, isOther ? flowVersion : undefined))
  if (!isOther) texts.set(current, text)
  return text
}

function answerOf(
  whose: Whose,
  current: CurrentConfig,
  facts: VersionFacts | undefined,
  otherFlow: string | undefined,
): JsonObject {
  const { kept, config, hash, migration } = current
  const wanted = facts?.meta?.custom_metadata.required_variables
  const { variables, missing } = injectVariables(config, wanted ?? [])
  const { standing, warnings } = headOf(whose, current)
  return {
    ...standing,
    config: migration.status === 'failed' ? marked(config, migration.reason) : config,
    variables,
    warnings: [
      ...warnings,
      ...missing.map((name) => ({
        code: 'variable-missing',
        message: `The flow needs the variable ${name}, and neither the config nor its default has a value for it.`,
        variable: name,
      })),
      ...(wanted === undefined ? [noMetadata(kept.version)] : []),
      ...(otherFlow === undefined ? [] : [otherVersion(kept.version, otherFlow)]),
    ],
    etag: `"${hash}"`,
  }
}

/** What an answer about a config begins with, whoever it is for, and the warnings that come with it in any case. */
export function headOf(
  { tenant, user, agent }: Whose,
  { kept, config, migration }: CurrentConfig,
): { readonly standing: JsonObject; readonly warnings: readonly JsonObject[] } {
  const { reason, ...state } = { reason: undefined, ...migration }
  return {
    standing: {
      agent,
      tenant_id: tenant,
      user_id: user,
      config_id: kept.id,
      config_version: kept.version,
      flow_version: kept.version,
      migration: state,
    },
    warnings: [
      ...warningsOf(config),
      ...(reason === undefined ? [] : [{ code: `migration-${migration.status}`, message: `${reason}.` }]),
    ],
  }
}

/** As flows have known it from the start. */
const marked = (config: JsonObject, reason: string): JsonObject =>
  withMember(withMember(config, '_migration_failed', true), '_migration_error', reason)

/** Told where the variables of a version are known to nobody. */
export const noMetadata = (version: string) => ({
  code: 'no-metadata',
  message: `Nobody has said here which variables the flow takes at version ${version}; there are none in this answer.`,
})

const otherVersion = (version: string, asked: string) => ({
  code: 'flow-version-differs',
  message: `The flow that asks is version ${asked}; this config fits version ${version}.`,
  flow_version: asked,
})

/** The warnings that the engine has left in a config for its user. */
export function warningsOf(config: JsonObject): readonly JsonObject[] {
  const warnings = getMember(config, '_migration_warnings')
  if (warnings === undefined || !isList(warnings)) return []
  return warnings.filter(isObject).map((warning) => ({
    ...warning,
    code: textOf(getMember(warning, 'type')) ?? 'warning',
    message: textOf(getMember(warning, 'message')) ?? '',
  }))
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
