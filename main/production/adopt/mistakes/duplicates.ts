import { idOf, isId } from '../ids.ts'
import { findColumn, getTable, type TableState } from '../table-state.ts'
import { CONFIGS, HISTORY, TENANTS, USERS } from '../wanted.ts'
import { has, type Mistake } from './mistake.ts'

const choice: Mistake['choice'] = {
  option: 'duplicates',
  would: {
    'keep-newest':
      'the newest stays (one that is not archived before one that is), the others are moved to crosswalk.set_aside, whole',
    abort: 'nothing is changed',
  },
}

/** What decides which of two rows stays: an order in which no two rows of a table are the same. */
function rank(table: TableState, row: string): string {
  const there = (name: string) => findColumn(table, name) !== undefined
  return `ROW(${[
    ...(there('migration_status') ? [`${row}.migration_status::text IS DISTINCT FROM 'archived'`] : []),
    ...['updated_at', 'created_at'].filter(there).map((name) => `coalesce(${row}.${name}, '-infinity')`),
    `coalesce(${row}.id::text, '')`,
    `${row}.ctid`,
  ].join(', ')})`
}

function duplicateIds(code: string, name: string): Mistake {
  return {
    code,
    kind: 'decide',
    table: name,
    choice,
    // The history under their id stays with the row that keeps it.
    repairs: { 'keep-newest': 'move' },
    where(scope) {
      if (!has(scope, name, 'id')) return undefined
      const table = getTable(scope.tables, name)
      return `${isId(table, 'id')} AND EXISTS (
        SELECT FROM public.${name} n WHERE ${idOf(table, 'id', 'n')} = ${idOf(table, 'id')}
           AND ${rank(table, 'n')} > ${rank(table, 'r')})`
    },
    detail: () => `'an older row with the same id'`,
    message: (count) => `${count} of ${name} have the id of a newer row`,
  }
}

export const duplicateConfigIds = duplicateIds('duplicate-ids', CONFIGS)
export const duplicateHistoryIds = duplicateIds('duplicate-history-ids', HISTORY)

function duplicateParents(code: string, name: string): Mistake {
  const { detail, where, message } = duplicateIds(code, name)
  return {
    code,
    kind: 'blocking',
    table: name,
    remedy: 'They are the application’s: give each its own id, or keep one of them.',
    detail,
    where,
    message,
  }
}

export const duplicateTenants = duplicateParents('duplicate-tenant-ids', TENANTS)
export const duplicateUsers = duplicateParents('duplicate-user-ids', USERS)

export const duplicateConfigs: Mistake = {
  code: 'duplicate-configs',
  kind: 'decide',
  table: CONFIGS,
  choice,
  repairs: { 'keep-newest': 'move-with-history' },
  where(scope) {
    if (!has(scope, CONFIGS, 'tenant_id', 'user_id', 'agent_type')) return undefined
    const table = getTable(scope.tables, CONFIGS)
    const same = ['tenant_id', 'user_id'].map(
      (column) => `${idOf(table, column, 'n')} = ${idOf(table, column)}`,
    )
    return `EXISTS (SELECT FROM public.${CONFIGS} n WHERE ${same.join(' AND ')} AND n.agent_type = r.agent_type
                       AND ${rank(table, 'n')} > ${rank(table, 'r')})`
  },
  detail: () => `concat_ws(' ', 'tenant', r.tenant_id, 'user', r.user_id, r.agent_type)`,
  message: (count) => `${count} have the tenant, user and agent of a newer config`,
}
