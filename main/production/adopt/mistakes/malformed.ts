import { idOf, isId } from '../ids.ts'
import { getTable } from '../table-state.ts'
import { CONFIGS, HISTORY } from '../wanted.ts'
import { has, type Mistake, type Scope } from './mistake.ts'

// Rows that say nothing which could be right: they cannot be kept under the constraints, nor mended by anybody
// but their owner.

const choice: Mistake['choice'] = {
  option: 'malformed',
  would: {
    'set-aside': 'moved to crosswalk.set_aside, whole and with their history',
    leave: 'left as they are; the constraint that forbids them is not added',
    abort: 'nothing is changed',
  },
}
// Without ids nothing can refer to a row: there is no leaving them.
const idChoice: Mistake['choice'] = {
  option: 'malformed',
  would: { 'set-aside': 'moved to crosswalk.set_aside, whole', abort: 'nothing is changed' },
}

function malformedIds(code: string, table: string, columns: readonly string[]): Mistake {
  const bad = (scope: Scope, column: string) => `NOT (${isId(getTable(scope.tables, table), column)})`
  return {
    code,
    kind: 'decide',
    table,
    choice: idChoice,
    repairs: { 'set-aside': table === CONFIGS ? 'move-with-history' : 'move' },
    where: (scope) =>
      has(scope, table, ...columns) ? columns.map((column) => bad(scope, column)).join(' OR ') : undefined,
    detail: (scope) =>
      `concat_ws(', ', ${columns.map((column) => `CASE WHEN ${bad(scope, column)} THEN '${column} ' || coalesce(quote_literal(left(r.${column}::text, 60)), 'NULL') END`).join(', ')})`,
    message: (count) => `${count} of ${table} have an id that is missing or no UUID`,
  }
}

export const malformedConfigIds = malformedIds('malformed-ids', CONFIGS, ['id', 'tenant_id', 'user_id'])
export const malformedHistoryIds = malformedIds('malformed-history-ids', HISTORY, ['id', 'config_id'])

/** A config without an agent belongs to nothing. */
export const withoutAgent: Mistake = {
  code: 'without-agent',
  kind: 'decide',
  table: CONFIGS,
  choice,
  repairs: { 'set-aside': 'move-with-history' },
  where: (scope) => (has(scope, CONFIGS, 'agent_type') ? 'r.agent_type IS NULL' : undefined),
  detail: () => `'agent_type NULL'`,
  message: (count) => `${count} have no agent`,
}

export const malformedVersions: Mistake = {
  code: 'malformed-versions',
  kind: 'decide',
  table: CONFIGS,
  choice,
  repairs: { 'set-aside': 'move-with-history' },
  where: (scope) =>
    has(scope, CONFIGS, 'flow_version')
      ? `r.flow_version IS NULL OR r.flow_version::text !~ '^[0-9]+\\.[0-9]+\\.[0-9]+$'`
      : undefined,
  detail: () => `'flow_version ' || coalesce(quote_literal(left(r.flow_version::text, 60)), 'NULL')`,
  message: (count) => `${count} have a version that is none, such as 1.0`,
}

export const noObjects: Mistake = {
  code: 'no-objects',
  kind: 'decide',
  table: CONFIGS,
  choice,
  repairs: { 'set-aside': 'move-with-history' },
  where: (scope) =>
    has(scope, CONFIGS, 'config_json')
      ? `(r.config_json IS NULL OR jsonb_typeof(r.config_json::jsonb) <> 'object')`
      : undefined,
  detail: () => `'config_json ' || coalesce(jsonb_typeof(r.config_json::jsonb), 'NULL')`,
  message: (count) => `${count} hold something else than a JSON object`,
}

export const emptyHistory: Mistake = {
  code: 'empty-history',
  kind: 'decide',
  table: HISTORY,
  choice,
  repairs: { 'set-aside': 'move' },
  where: (scope) =>
    has(scope, HISTORY, 'version', 'config_snapshot')
      ? '(r.version IS NULL OR r.config_snapshot IS NULL)'
      : undefined,
  detail: (scope) =>
    `'of config ' || coalesce((${idOf(getTable(scope.tables, HISTORY), 'config_id')})::text, 'NULL')`,
  message: (count) => `${count} rows of the history have no version or no config`,
}

/** Only the value goes: the row says what a config has been. */
export const malformedChangedBy: Mistake = {
  code: 'malformed-changed-by',
  kind: 'decide',
  table: HISTORY,
  column: 'changed_by',
  repairs: { 'set-aside': 'move-value' },
  choice: {
    option: 'malformed',
    would: {
      'set-aside': 'the name is moved to crosswalk.set_aside, the row stays',
      abort: 'nothing is changed',
    },
  },
  where: (scope) =>
    has(scope, HISTORY, 'changed_by')
      ? `r.changed_by IS NOT NULL AND NOT (${isId(getTable(scope.tables, HISTORY), 'changed_by')})`
      : undefined,
  detail: () => `'changed_by ' || quote_literal(left(r.changed_by::text, 60))`,
  message: (count) => `${count} rows of the history were changed by somebody whose id is no UUID`,
}
