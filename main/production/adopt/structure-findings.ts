import type { AdoptionFinding } from '../../services/ports/adoption.ts'
import {
  listCascades,
  listMissingChecks,
  listMissingColumns,
  listMissingDefaults,
  listMissingIndexes,
  listMissingKeys,
  listMissingReferences,
  listNullable,
  listObstacles,
  listTextIds,
} from './lacks.ts'
import type { Tables } from './table-state.ts'

type Form = Pick<AdoptionFinding, 'code' | 'kind' | 'choice' | 'remedy'> & {
  readonly nouns: readonly [one: string, many: string]
  /** After the count and the noun. */
  readonly says: string
  list(tables: Tables): readonly { readonly table: string; readonly detail: string }[]
}

const FORMS: readonly Form[] = [
  {
    code: 'obstacle',
    kind: 'blocking',
    nouns: ['thing that only its owner can change', 'things that only their owner can change'],
    says: '',
    remedy: 'Mend this first: add or correct these columns.',
    list: (tables) => listObstacles(tables).map(({ table, problem }) => ({ table, detail: problem })),
  },
  {
    code: 'text-ids',
    kind: 'decide',
    nouns: ['column of ids is text', 'columns of ids are text'],
    says: ', and must be uuid',
    choice: {
      option: 'ids',
      would: {
        rewrite: 'they become uuid; the table is locked for as long as it takes to write it anew',
        abort: 'nothing is changed',
      },
    },
    list: (tables) => listTextIds(tables).map(({ table, column }) => ({ table, detail: column })),
  },
  {
    code: 'missing-columns',
    kind: 'add',
    nouns: ['column', 'columns'],
    says: ' missing',
    list: (tables) => listMissingColumns(tables).map(({ table, column }) => ({ table, detail: column })),
  },
  {
    code: 'missing-defaults',
    kind: 'add',
    nouns: ['column has', 'columns have'],
    says: ' no default, and new rows of the history need one',
    list: (tables) => listMissingDefaults(tables).map(({ table, column }) => ({ table, detail: column })),
  },
  {
    code: 'missing-not-null',
    kind: 'add',
    nouns: ['column', 'columns'],
    says: ' may be NULL, and must not',
    list: (tables) => listNullable(tables).map(({ table, column }) => ({ table, detail: column })),
  },
  {
    code: 'missing-keys',
    kind: 'add',
    nouns: ['key', 'keys'],
    says: ' missing',
    list: (tables) =>
      listMissingKeys(tables).map(({ table, columns }) => ({ table, detail: columns.join(', ') })),
  },
  {
    code: 'missing-checks',
    kind: 'add',
    nouns: ['check', 'checks'],
    says: ' missing, or not validated',
    list: (tables) => listMissingChecks(tables).map(({ table, condition }) => ({ table, detail: condition })),
  },
  {
    code: 'missing-references',
    kind: 'add',
    nouns: ['foreign key', 'foreign keys'],
    says: ' missing, or not validated',
    list: (tables) =>
      listMissingReferences(tables).map(({ table, column, parent }) => ({
        table,
        detail: `${column} to ${parent}`,
      })),
  },
  {
    code: 'missing-indexes',
    kind: 'add',
    nouns: ['index', 'indexes'],
    says: ' missing, or not valid',
    list: (tables) => listMissingIndexes(tables).map(({ table, using }) => ({ table, detail: using })),
  },
  {
    code: 'cascades',
    kind: 'note',
    nouns: ['foreign key of another table deletes', 'foreign keys of other tables delete'],
    says: ' or changes rows of theirs with a row of this one',
    remedy: 'No row of it is set aside while that is so, for theirs would be lost.',
    list: (tables) =>
      listCascades(tables).map(({ table, by, name }) => ({ table, detail: `${by} (${name})` })),
  },
]

/** What the structure of the tables lacks: one finding for each table and kind. */
export const structureFindings = (tables: Tables): readonly AdoptionFinding[] =>
  FORMS.flatMap(({ nouns, says, list, ...form }) =>
    [...Map.groupBy(list(tables), ({ table }) => table)].map(([table, lacks]) => ({
      ...form,
      table,
      count: lacks.length,
      message: `${lacks.length} ${nouns[lacks.length === 1 ? 0 : 1]}${says}`,
      examples: lacks.map(({ detail }) => ({ id: table, detail })),
    })),
  )
