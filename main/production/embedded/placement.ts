import { randomUUID } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Account, canReach, ownerOf, serverAccount } from './account.ts'
import { outsideFolder } from './outside.ts'
import { filesOf, isErrno, writePrivate } from './protocol.ts'
import { embeddedFailure } from './server-log.ts'

/** Where a server's data are or will be, and the account that serves them (undefined: our own). */
export type Placement = {
  readonly data: string
  readonly initialised: boolean
  readonly account: Account | undefined
}

const elsewhere = z.object({ data: z.string() })

/** The folder's name in the server's directory. It gets this name only when initdb is through. */
const DATA = 'data'

/**
 * Finds a server's data, or the place to make them: in its directory, or outside where that is out of
 * the account's reach. Data that were made and are gone are a failure, never a reason to begin anew.
 */
export async function placeData(directory: string): Promise<Placement> {
  const recorded = await readElsewhere(directory)
  if (recorded !== undefined && !(await exists(recorded))) {
    throw embeddedFailure(
      directory,
      `its data were in ${recorded} and are gone. Put them back, or remove ${directory} to begin with an empty database`,
    )
  }
  const data = recorded ?? join(directory, DATA)
  if (await exists(data)) {
    return { data, initialised: true, account: (await ownerOf(data)) ?? (await serverAccount()) }
  }
  const account = await serverAccount()
  if (account === undefined || (await canReach(directory, account)))
    return { data, initialised: false, account }
  // A name that nobody can know beforehand, and that a workspace made again at the same path does not find.
  const folder = join(await outsideFolder(), randomUUID())
  await mkdir(folder, { mode: 0o711 })
  return { data: join(folder, DATA), initialised: false, account }
}

/** Records where the data are, once they are there. */
export async function recordPlacement(directory: string, data: string): Promise<void> {
  if (data !== join(directory, DATA)) {
    await writePrivate(filesOf(directory).elsewhere, JSON.stringify({ data }))
  }
}

async function readElsewhere(directory: string): Promise<string | undefined> {
  try {
    return elsewhere.parse(JSON.parse(await readFile(filesOf(directory).elsewhere, 'utf8'))).data
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined
    throw embeddedFailure(
      directory,
      `${filesOf(directory).elsewhere}, which says where its data are, is damaged`,
    )
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false
    throw error
  }
}
