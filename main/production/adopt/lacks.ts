import {
  type Column,
  findCheck,
  findColumn,
  findReference,
  getTable,
  hasKey,
  type TableState,
  type Tables,
} from './table-state.ts'
import {
  CONFIG_KEY,
  CONFIG_KEY_NAME,
  CONFIGS,
  HISTORY,
  HISTORY_DEFAULTS,
  REFERENCES,
  WANTED,
  type WantedTable,
} from './wanted.ts'

// What the tables themselves lack, from the catalogue alone. Each is a function of the tables, so that what the
// report counts is what is then made.

const OURS = [CONFIGS, HISTORY]

export type Lack<Thing> = Thing & { readonly table: string }

const existing = (tables: Tables): readonly (readonly [WantedTable, TableState])[] =>
  WANTED.map((wanted) => [wanted, getTable(tables, wanted.name)] as const).filter(
    ([, table]) => table.form === 'table',
  )

/** Why a table cannot be adopted at all, in words. */
export function listObstacles(tables: Tables): readonly Lack<{ problem: string }>[] {
  return WANTED.flatMap((wanted) => {
    const { name } = wanted
    const table = getTable(tables, name)
    if (table.form === 'missing') return []
    if (table.form === 'other') return [{ table: name, problem: `${name} is no plain table` }]
    const ungiven = (name === HISTORY ? listUngiven(wanted, table) : []).map((column) => ({
      table: name,
      problem: `${name}.${column.name} must have a value and has no default, so a push could add no row to the history`,
    }))
    const unfit = Object.entries(wanted.essential).flatMap(([column, type]) => {
      const found = findColumn(table, column)
      if (found === undefined) return [{ table: name, problem: `${name} has no column ${column}` }]
      const problem = `${name}.${column} is ${found.type}, not ${type}`
      if (type === 'jsonb') return found.type === 'jsonb' ? [] : [{ table: name, problem }]
      if (type !== 'uuid' || found.type === 'uuid') return []
      // Ids of theirs are not ours to rewrite, and neither is what other tables refer to.
      if (!OURS.includes(name) || !isText(found)) return [{ table: name, problem }]
      return table.referencedBy
        .filter((one) => one.parentColumns.includes(column) && !OURS.includes(one.table))
        .map((one) => ({ table: name, problem: `${problem}, and ${one.table} refers to it` }))
    })
    return [...unfit, ...ungiven]
  })
}

/** Columns of the history that must have a value, and that neither we nor a default would give one. */
const listUngiven = ({ essential, addable }: WantedTable, table: TableState): readonly Column[] =>
  table.columns.filter(
    ({ name, notNull, hasDefault, generated }) =>
      notNull && !hasDefault && !generated && !(name in essential || name in addable),
  )

const isText = ({ type }: Column): boolean => /^(text|character( varying)?(\(\d+\))?)$/.test(type)

/** Columns of ids that are text and have to become uuid. */
export const listTextIds = (tables: Tables): readonly Lack<{ column: string }>[] =>
  existing(tables).flatMap(([wanted, table]) => {
    const ids = Object.entries(wanted.essential).flatMap(([column, type]) =>
      type === 'uuid' ? [column] : [],
    )
    return [...ids, ...(wanted.name === HISTORY ? ['changed_by'] : [])]
      .filter((column) => {
        const found = findColumn(table, column)
        return OURS.includes(wanted.name) && found !== undefined && found.type !== 'uuid' && isText(found)
      })
      .map((column) => ({ table: wanted.name, column }))
  })

export const listMissingColumns = (tables: Tables): readonly Lack<{ column: string; definition: string }>[] =>
  existing(tables).flatMap(([{ name, addable }, table]) =>
    Object.entries(addable)
      .filter(([column]) => findColumn(table, column) === undefined)
      .map(([column, definition]) => ({ table: name, column, definition })),
  )

export const listMissingDefaults = (tables: Tables): readonly Lack<{ column: string; value: string }>[] => {
  const history = getTable(tables, HISTORY)
  return Object.entries(HISTORY_DEFAULTS).flatMap(([column, value]) => {
    const found = findColumn(history, column)
    // An id of text gets its default when it becomes uuid.
    const lacks =
      found !== undefined && !found.hasDefault && !found.generated && !(column === 'id' && isText(found))
    return lacks ? [{ table: HISTORY, column, value }] : []
  })
}

/** Columns that every row needs a value in. */
export const listNullable = (tables: Tables): readonly Lack<{ column: string }>[] =>
  existing(tables).flatMap(([{ name, essential }, table]) =>
    OURS.includes(name)
      ? Object.keys(essential)
          .filter((column) => findColumn(table, column)?.notNull === false)
          .map((column) => ({ table: name, column }))
      : [],
  )

type MissingKey = {
  readonly name: string
  readonly columns: readonly string[]
  readonly primary: boolean
  /** Whether an adoption that was cut off has built its index, and not yet made a key of it. */
  readonly built: boolean
}

/** Keys that keep rows apart. `primary` where the table has no primary key yet. */
export function listMissingKeys(tables: Tables): readonly Lack<MissingKey>[] {
  const ids = existing(tables).flatMap(([{ name, essential }, table]) => {
    if (!('id' in essential) || findColumn(table, 'id') === undefined) return []
    const primary = OURS.includes(name) && !table.indexes.some((index) => index.primary)
    return missingKey(table, { name: `${name}_pkey`, columns: ['id'], primary })
  })
  const configs = getTable(tables, CONFIGS)
  if (configs.form !== 'table') return ids
  return [...ids, ...missingKey(configs, { name: CONFIG_KEY_NAME, columns: CONFIG_KEY, primary: false })]
}

function missingKey(table: TableState, key: Omit<MissingKey, 'built'>): readonly Lack<MissingKey>[] {
  const built =
    OURS.includes(table.name) &&
    table.indexes.some(
      ({ name, valid, unique, constraint }) =>
        name === key.name && valid && unique.length === key.columns.length && !constraint,
    )
  return built || !hasKey(table, key.columns) ? [{ table: table.name, ...key, built }] : []
}

export const listMissingChecks = (tables: Tables): readonly Lack<WantedTable['checks'][number]>[] =>
  existing(tables).flatMap(([{ name, checks }, table]) =>
    checks
      .filter((check) => !findCheck(table, check.condition)?.valid)
      .map((check) => ({ table: name, ...check })),
  )

export const listMissingReferences = (tables: Tables) =>
  REFERENCES.filter(({ table, column, parent }) => {
    const child = getTable(tables, table)
    return child.form === 'table' && !findReference(child, column, parent)?.valid
  })

export const listMissingIndexes = (tables: Tables): readonly Lack<WantedTable['indexes'][number]>[] =>
  existing(tables).flatMap(([{ name, indexes }, table]) =>
    indexes
      .filter(
        ({ using }) =>
          !table.indexes.some(
            (index) =>
              index.valid &&
              // Any gin index over configs finds in them; its class of operators is its owner's choice.
              (index.using === using ||
                (using.startsWith('gin') && index.using.startsWith('gin (config_json'))),
          ),
      )
      .map((index) => ({ table: name, ...index })),
  )

/** Tables of others whose rows go or change when one of these is deleted: setting it aside would take them along. */
export const listCascades = (tables: Tables): readonly Lack<{ by: string; name: string }>[] =>
  OURS.flatMap((name) =>
    getTable(tables, name)
      .referencedBy.filter((one) => !OURS.includes(one.table) && ['c', 'n', 'd'].includes(one.onDelete))
      .map((one) => ({ table: name, by: one.table, name: one.name })),
  )
