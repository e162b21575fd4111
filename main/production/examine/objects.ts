import type { SchemaObjects, TableLack } from '../../services/ports/database.ts'
import { structureFindings } from '../adopt/structure-findings.ts'
import { readTables } from '../adopt/table-state.ts'
import type { Database } from '../connect.ts'
import { examineObjects } from '../schema/catalogue.ts'
import { readSchemaStatus } from '../schema/status.ts'
import { inTransaction } from '../transaction.ts'

/** Looks at every object of our schema, and at what the tables that applications share with us lack. */
export const examineDatabaseObjects = (
  database: Database,
): Promise<{ objects: SchemaObjects; lacks: readonly TableLack[] }> =>
  inTransaction(database, { readOnly: true }, async (client) => {
    const { applied } = await readSchemaStatus(client, database.where)
    const objects = await examineObjects(client, new Set(applied.map(({ name }) => name)))
    const findings = structureFindings(await readTables(client))
    return {
      objects,
      lacks: findings
        .filter(({ kind }) => kind === 'add')
        .map(({ table, message, examples }) => ({
          table,
          message,
          what: examples.map(({ detail }) => detail),
        })),
    }
  })
