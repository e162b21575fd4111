// Adopts a database in a process of its own, which may be killed: the database's URL is its only word. Prints the
// repairs, or the code of what it was refused with.

import { PostgresAdoption } from '../../../main/production/adopt/postgres-adoption.ts'
import { connect } from '../../../main/production/connect.ts'
import { isCrosswalkError } from '../../../shared/errors/index.ts'
import { known } from './expected.ts'
import { REPAIRS } from './repairs.ts'

const [url = ''] = process.argv.slice(2)
const { signal } = new AbortController()
const database = await connect({
  environment: 'test',
  server: { url },
  part: 'adopt',
  statementTimeoutMs: 0,
})
try {
  const repairs = await new PostgresAdoption(database).apply({ choices: REPAIRS, known, who: 'ann', signal })
  process.stdout.write(JSON.stringify(repairs))
} catch (error) {
  if (!isCrosswalkError(error)) throw error
  process.stdout.write(JSON.stringify(error.code))
} finally {
  await database.close()
}
