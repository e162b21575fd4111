import { access, chmod, mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import type { BackupEntry, BackupHeader } from '../../services/ports/backup.ts'
import { isAlive } from '../embedded/processes.ts'
import { isErrno } from '../embedded/protocol.ts'
import { readBackupHeader } from './read-file.ts'

const SUFFIX = '.backup.gz'
const PART = /\.part-(\d+)$/

/** Where backups lie that nobody has named another place for. Stays out of Git, and is its owner's alone. */
export class BackupFolder {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Makes the folder where there is none, and removes what was left by exports that were killed. */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await chmod(this.#folder, 0o700)
    await requireOutsideGit(join(this.#folder, 'any'))
    for (const name of await readdir(this.#folder)) {
      const pid = Number(PART.exec(name)?.[1] ?? Number.NaN)
      if (pid > 0 && !isAlive(pid)) await rm(join(this.#folder, name), { force: true })
    }
  }

  /** `production-seo@2.0.0-20261121T152134123Z.backup.gz`: sorts by time within a release. */
  pathFor({
    environment,
    release,
    moment,
  }: Pick<BackupHeader, 'environment' | 'release' | 'moment'>): string {
    return join(this.#folder, `${environment}-${release}-${moment.replace(/[-:.]/g, '')}${SUFFIX}`)
  }

  /** The path of a file that a person named: by its path, or by its name in here. */
  async find(file: string): Promise<string> {
    for (const path of [resolve(file), join(this.#folder, basename(file))]) {
      if (await exists(path)) return path
    }
    return fail('backup/not-found', { file })
  }

  /** The newest first. Files of other names are somebody else's. */
  async list(): Promise<readonly BackupEntry[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return []
      throw error
    })
    const entries = await Promise.all(
      names.filter((name) => name.endsWith(SUFFIX)).map((name) => entryOf(join(this.#folder, name))),
    )
    const moment = ({ header }: BackupEntry) => header?.moment ?? ''
    return entries.sort((a, b) => (moment(a) < moment(b) ? 1 : moment(a) > moment(b) ? -1 : 0))
  }

  /**
   * Removes the backups of all but the newest `keep` releases of an agent in an environment. Whole releases: a later
   * push of one has in its backup only what the earlier ones had left.
   */
  async prune({
    environment,
    agent,
    keep,
  }: {
    environment: string
    agent: string
    keep: number
  }): Promise<string[]> {
    const releases: string[] = []
    const removed: string[] = []
    for (const { file, header } of await this.list()) {
      if (header === undefined || header.environment !== environment || header.agent !== agent) continue
      const release = `${header.release} ${header.digest}`
      if (!releases.includes(release)) releases.push(release)
      if (releases.indexOf(release) < keep) continue
      await rm(file, { force: true })
      removed.push(file)
    }
    return removed
  }
}

async function entryOf(file: string): Promise<BackupEntry> {
  const { size: sizeBytes } = await stat(file)
  try {
    return { file, sizeBytes, header: await readBackupHeader(file) }
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { file, sizeBytes, problem: error.message }
  }
}

/**
 * Refuses a place in a Git repository, unless a folder on the way there keeps everything out of it. Customers' data
 * in a history cannot be taken out again. Raises `backup/in-git`.
 */
export async function requireOutsideGit(file: string): Promise<void> {
  // Links lead to where Git sees it. A folder that does not exist is told when the file is made.
  let folder = await realpath(dirname(resolve(file))).catch(() => dirname(resolve(file)))
  for (;;) {
    if (await keepsOutOfGit(folder)) return
    // A file in a worktree or a submodule, a folder elsewhere.
    if (await exists(join(folder, '.git'))) return fail('backup/in-git', { file, repository: folder })
    const parent = dirname(folder)
    if (parent === folder) return
    folder = parent
  }
}

async function keepsOutOfGit(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return ''
    throw error
  })
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'))
  // Whatever it lets in again would be let in.
  return lines.includes('*') && !lines.some((line) => line.startsWith('!'))
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
