import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type Database } from '../../main/production/connect.ts'
import { PostgresDemoApplication } from '../../main/production/demo-application.ts'
import { editConfig, Random } from '../../shared/config/sample/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'

/*
 * The users of an application, in a process of its own as an application is: each reads a config or edits it, thinks,
 * and does so again. Asked by a message, it answers with how long each request took since it was asked last.
 */

const USERS = 4
/** Users think between one request and the next, on average. */
const PAUSE_MS = 10
const EDITS = 0.2

export type Latencies = { readonly reads: readonly number[]; readonly edits: readonly number[] }

const database = await connect({
  environment: 'bench',
  server: { url: process.argv[2] ?? '' },
  part: 'sidecar',
  max: USERS,
})
const application = new PostgresDemoApplication(database)
const ids = (await application.all()).map(({ id }) => id)
let times: { reads: number[]; edits: number[] } = { reads: [], edits: [] }
let isOver = false

process.on('message', (wish: 'times' | 'end') => {
  if (wish === 'end') isOver = true
  process.send?.(times satisfies Latencies)
  times = { reads: [], edits: [] }
})

await Promise.all(Array.from({ length: USERS }, (_, seed) => user(database, new Random(seed))))
await database.close()
process.disconnect()

async function user({ pool }: Database, random: Random): Promise<void> {
  while (!isOver) {
    const id = random.pick(ids)
    const isEdit = random.chance(EDITS)
    const start = performance.now()
    if (isEdit) {
      await application.edit(id, ({ text }) =>
        writeJson(editConfig(readJson(text) as JsonObject, random).config),
      )
    } else {
      await pool.query('SELECT config_json::text FROM public.walker_agent_user_configs WHERE id = $1', [id])
    }
    times[isEdit ? 'edits' : 'reads'].push(performance.now() - start)
    await sleep(random.int(0, 2 * PAUSE_MS))
  }
}
