import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { LOOPBACK } from './gate.ts'

const ANSWER_MS = 2000

/** What a server leaves in the workspace's private folder: where it is, and what whoever can read that asks it by. */
const note = z.object({ port: z.number().int().min(1).max(65_535), key: z.string() })

export type ServerNote = Readonly<z.infer<typeof note>>

const fileIn = (privateFolder: string): string => join(privateFolder, 'web/server.json')

/** Says where this workspace is served. It stays when the server ends: the next one takes the same port, if it can. */
export async function leaveNote(privateFolder: string, left: ServerNote): Promise<void> {
  await mkdir(join(privateFolder, 'web'), { recursive: true, mode: 0o700 })
  const file = fileIn(privateFolder)
  const half = `${file}.${process.pid}`
  await writeFile(half, JSON.stringify(left), { mode: 0o600 })
  await rename(half, file)
}

/** What the last server of this workspace left, whether it runs still or not. */
export async function findNote(privateFolder: string): Promise<ServerNote | undefined> {
  try {
    return note.parse(JSON.parse(await readFile(fileIn(privateFolder), 'utf8')))
  } catch {
    return undefined
  }
}

/** A link from the server that runs already, or undefined where none does. */
export async function askForLink({ port, key }: ServerNote): Promise<string | undefined> {
  try {
    const answer = await fetch(`http://${LOOPBACK}:${port}/link`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    return answer.ok ? z.object({ link: z.url() }).parse(await answer.json()).link : undefined
  } catch {
    // Nobody listens there, or something else does.
    return undefined
  }
}
