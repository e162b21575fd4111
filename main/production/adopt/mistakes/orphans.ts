import { idOf, isId } from '../ids.ts'
import { getTable } from '../table-state.ts'
import { CONFIGS, HISTORY, TENANTS, USERS } from '../wanted.ts'
import { has, type Mistake, type Scope } from './mistake.ts'

/** The row's column names a parent that is not there. Where the parent's table is missing, every row's does. */
function missingParent(scope: Scope, table: string, column: string, parent: string): string | undefined {
  if (!has(scope, table, column)) return undefined
  const child = getTable(scope.tables, table)
  const parents = getTable(scope.tables, parent)
  if (parents.form === 'missing') return isId(child, column)
  // Of another type than ours, it cannot be compared: that is a finding of its own.
  if (!has(scope, parent, 'id')) return undefined
  return `${isId(child, column)} AND NOT EXISTS (
    SELECT FROM public.${parent} p WHERE ${idOf(parents, 'id', 'p')} = ${idOf(child, column)})`
}

const choice: Mistake['choice'] = {
  option: 'orphans',
  would: {
    placeholder: 'their parents are made up, and listed as such',
    'set-aside': 'moved to crosswalk.set_aside, whole and with their history',
    leave: 'left as they are; the foreign key is not added',
    abort: 'nothing is changed',
  },
}

function orphans(code: string, column: string, parent: string, one: string): Mistake {
  return {
    code,
    kind: 'decide',
    table: CONFIGS,
    column,
    choice,
    repairs: { placeholder: 'make-parent', 'set-aside': 'move-with-history' },
    where: (scope) => missingParent(scope, CONFIGS, column, parent),
    detail: () => `'${column} ' || r.${column}::text`,
    message: (count) => `${count} belong to a ${one} that does not exist`,
  }
}

export const orphanTenants = orphans('orphan-tenants', 'tenant_id', TENANTS, 'tenant')
export const orphanUsers = orphans('orphan-users', 'user_id', USERS, 'user')

/** A config that is gone cannot be made up: what is left of it is kept, but not here. */
export const orphanHistory: Mistake = {
  code: 'orphan-history',
  kind: 'decide',
  table: HISTORY,
  column: 'config_id',
  repairs: { placeholder: 'move', 'set-aside': 'move' },
  choice: {
    option: 'orphans',
    would: {
      placeholder: 'moved to crosswalk.set_aside, whole: a config cannot be made up',
      'set-aside': 'moved to crosswalk.set_aside, whole',
      leave: 'left as they are; the foreign key is not added',
      abort: 'nothing is changed',
    },
  },
  where: (scope) => missingParent(scope, HISTORY, 'config_id', CONFIGS),
  detail: () => `'config_id ' || r.config_id::text`,
  message: (count) => `${count} rows of the history belong to a config that is gone`,
}

export const orphanChangedBy: Mistake = {
  code: 'orphan-changed-by',
  kind: 'decide',
  table: HISTORY,
  column: 'changed_by',
  repairs: { placeholder: 'make-parent', 'set-aside': 'move-value' },
  choice: {
    option: 'orphans',
    would: {
      placeholder: 'their users are made up, and listed as such',
      'set-aside': 'the name is moved to crosswalk.set_aside, the row stays',
      leave: 'left as they are; the foreign key is not added',
      abort: 'nothing is changed',
    },
  },
  where: (scope) => missingParent(scope, HISTORY, 'changed_by', USERS),
  detail: () => `'changed_by ' || r.changed_by::text`,
  message: (count) => `${count} rows of the history were changed by a user who does not exist`,
}

/** One for each foreign key. */
export const ORPHANS: readonly Mistake[] = [orphanTenants, orphanUsers, orphanHistory, orphanChangedBy]
