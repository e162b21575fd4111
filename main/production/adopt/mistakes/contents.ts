import pg from 'pg'
import type { KnownAgents } from '../../../services/ports/adoption.ts'
import { findColumn, getTable } from '../table-state.ts'
import { CONFIGS } from '../wanted.ts'
import { has, type Mistake } from './mistake.ts'

// What a config says of itself, and what the workspace knows of it. Its JSON is a customer's: nothing here
// changes it.

const list = (texts: readonly string[]): string =>
  `ARRAY[${texts.map((text) => pg.escapeLiteral(text)).join(', ')}]::text[]`

/** Agent and version in one text: neither has a blank. */
const knownVersions = (known: KnownAgents): string =>
  list(known.flatMap(({ agent, versions }) => versions.map((version) => `${agent} ${version}`)))

const SAID = `r.config_json::jsonb ->> 'version'`
const IS_OBJECT = `jsonb_typeof(r.config_json::jsonb) = 'object'`

export const versionDiffers: Mistake = {
  code: 'version-differs',
  kind: 'decide',
  table: CONFIGS,
  choice: {
    option: 'versions',
    would: {
      'from-config':
        'flow_version is set to what the config says, where the workspace knows that version; the config stays as it is',
      leave: 'left as they are: a push leaves them alone',
      abort: 'nothing is changed',
    },
  },
  repairs: { 'from-config': 'take-version' },
  where: (scope) =>
    has(scope, CONFIGS, 'config_json', 'flow_version')
      ? `${IS_OBJECT} AND (${SAID}) IS DISTINCT FROM r.flow_version::text`
      : undefined,
  detail: () =>
    `'the row says ' || coalesce(r.flow_version::text, 'nothing') || ', the config ' || coalesce(left(${SAID}, 60), 'nothing')`,
  message: (count) => `${count} have another version in the row than in the config`,
}

/** Of those that differ, the ones whose own version can be right. */
export const versionFromConfig = (known: KnownAgents): string =>
  `${IS_OBJECT} AND jsonb_typeof(r.config_json::jsonb -> 'version') = 'string'
     AND (${SAID}) IS DISTINCT FROM r.flow_version::text
     AND r.agent_type::text || ' ' || (${SAID}) = ANY (${knownVersions(known)})`

export const unknownVersions: Mistake = {
  code: 'unknown-versions',
  kind: 'note',
  table: CONFIGS,
  remedy: 'A push leaves them alone, until the workspace has a migration from their version.',
  where: (scope) =>
    has(scope, CONFIGS, 'agent_type', 'flow_version')
      ? `r.agent_type::text = ANY (${list(scope.known.map(({ agent }) => agent))})
         AND r.flow_version::text ~ '^[0-9]+\\.[0-9]+\\.[0-9]+$'
         AND r.agent_type::text || ' ' || r.flow_version::text <> ALL (${knownVersions(scope.known)})`
      : undefined,
  detail: () => `r.agent_type::text || ' ' || r.flow_version::text`,
  message: (count) => `${count} are of a version that the workspace does not know`,
}

export const undeclaredAgents: Mistake = {
  code: 'undeclared-agents',
  kind: 'note',
  table: CONFIGS,
  remedy: 'Nothing is done to them, until crosswalk.json declares their agent.',
  where: (scope) =>
    has(scope, CONFIGS, 'agent_type')
      ? `r.agent_type::text <> ALL (${list(scope.known.map(({ agent }) => agent))})`
      : undefined,
  detail: () => 'r.agent_type::text',
  message: (count) => `${count} belong to an agent that the workspace does not declare`,
}

export const tenantDiffers: Mistake = {
  code: 'tenant-differs',
  kind: 'note',
  table: CONFIGS,
  remedy: 'Find out whose they are: a config may have come to another tenant.',
  where: (scope) =>
    has(scope, CONFIGS, 'config_json', 'tenant_id')
      ? `${IS_OBJECT} AND r.config_json::jsonb ? 'tenant_id'
         AND lower(r.config_json::jsonb ->> 'tenant_id') IS DISTINCT FROM lower(r.tenant_id::text)`
      : undefined,
  detail: () =>
    `'the row says ' || coalesce(r.tenant_id::text, 'nothing') || ', the config ' || coalesce(left(r.config_json::jsonb ->> 'tenant_id', 60), 'null')`,
  message: (count) => `${count} name another tenant in the config than in the row`,
}

/** The column has no time zone, and zones go from -12 to +14 hours: what looks a day old is half a day old at least. */
const STUCK_HOURS = 24

export const stuck: Mistake = {
  code: 'stuck',
  kind: 'decide',
  table: CONFIGS,
  choice: {
    option: 'stuck',
    would: {
      reset: 'migration_status becomes active: the config is still the one from before, as its version says',
      leave: 'left as they are',
      abort: 'nothing is changed',
    },
  },
  repairs: { reset: 'reset-status' },
  where(scope) {
    if (!has(scope, CONFIGS, 'migration_status')) return undefined
    const dated = findColumn(getTable(scope.tables, CONFIGS), 'migration_attempted_at') !== undefined
    // In UTC, as an age of the column's own time is not to be had.
    const old = `r.migration_attempted_at < (now() AT TIME ZONE 'UTC') - interval '${STUCK_HOURS} hours'`
    return `r.migration_status::text = 'migrating'${dated ? ` AND (r.migration_attempted_at IS NULL OR ${old})` : ''}`
  },
  detail: (scope) =>
    has(scope, CONFIGS, 'migration_attempted_at')
      ? `'since ' || coalesce(r.migration_attempted_at::text, 'nobody knows when')`
      : `'nobody knows since when'`,
  message: (count) => `${count} have been migrating for a day: whatever began that has died`,
}
