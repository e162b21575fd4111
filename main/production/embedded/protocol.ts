import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { catalogue, type ErrorCode } from '../../../shared/errors/catalogue.ts'

/** The files of one embedded server, all in its directory. */
export const filesOf = (directory: string) => ({
  /** Held by a command while it starts a keeper. */
  startLock: join(directory, 'start.lock'),
  /** Held by the keeper for as long as it lives. */
  keeperLock: join(directory, 'keeper.lock'),
  state: join(directory, 'keeper.json'),
  password: join(directory, 'password'),
  keeperLog: join(directory, 'keeper.log'),
  serverLog: join(directory, 'postgres.log'),
  /** Where the data are, if they cannot be in this directory. */
  elsewhere: join(directory, 'elsewhere.json'),
})

/** What a keeper leaves for the commands to find it. It stays behind when the keeper is killed. */
const keeperState = z.object({
  format: z.literal(1),
  pid: z.int().positive(),
  port: z.int().positive(),
  token: z.string().min(1),
  serverPort: z.int().positive(),
})
export type KeeperState = z.infer<typeof keeperState>

/** What a command hands to the keeper that it starts. */
export const keeperOptions = z.object({
  directory: z.string(),
  settings: z.record(z.string(), z.string()),
  graceMs: z.number().nonnegative(),
})
export type KeeperOptions = z.infer<typeof keeperOptions>

/** How the keeper's start went, told to the command that started it. */
export const startReport = z.union([
  z.object({ ready: z.literal(true) }),
  /** Another keeper was faster. */
  z.object({ superfluous: z.literal(true) }),
  z.object({
    code: z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(catalogue, code)),
    data: z.unknown(),
  }),
  z.object({ bug: z.string() }),
])
export type StartReport = z.infer<typeof startReport>

/** A command's first line on the lease socket, and the keeper's answer. The open socket is the lease. */
export const leaseRequest = z.object({ token: z.string() })
export const leaseGrant = z.object({ url: z.string() })

/** The state that a keeper left, or undefined where there is none that can be read. */
export async function readState(directory: string): Promise<KeeperState | undefined> {
  try {
    return keeperState.parse(JSON.parse(await readFile(filesOf(directory).state, 'utf8')))
  } catch (error) {
    // A damaged file tells as little as a missing one; a file that we may not read is worth an error.
    if (error instanceof SyntaxError || error instanceof z.ZodError || isErrno(error, 'ENOENT'))
      return undefined
    throw error
  }
}

export const writeState = (directory: string, state: KeeperState): Promise<void> =>
  writePrivate(filesOf(directory).state, JSON.stringify(state))

/** Writes a file that only we can read, whole or not at all. */
export async function writePrivate(file: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}`
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx', flush: true })
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

export const isErrno = (error: unknown, ...codes: string[]): error is NodeJS.ErrnoException =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
