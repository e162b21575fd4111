// A production with tenants, and the workspace of those who change it: what the tests of rollouts share.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import {
  compose,
  type PreviewReport,
  type PushResult,
  type RolloutResult,
  type Services,
} from '../../../main/compose.ts'
import { PostgresDemoApplication } from '../../../main/production/demo-application.ts'
import { writeStarter } from '../../../main/workspace/starter/write-starter.ts'
import { parseAgentName } from '../../../shared/config/agent.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { generateTenants } from '../../../shared/config/sample/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { parseReleaseName } from '../../../shared/release/name.ts'
import { projectRoot } from '../../support/command-line.ts'
import { type TestDatabase, testDatabase } from '../../support/postgres.ts'
import { testFolder } from '../../support/workspace.ts'

const AUTHOR = 'ann@example.com'
const APPROVER = 'bob@example.com'
const ENVIRONMENT = 'test'
/** To be there for all that a test compiles: a compiler takes half a second to start. */
const COMPILER_IDLE_MS = 60_000

export type ConfigRow = {
  readonly id: ConfigId
  readonly version: string
  readonly config: JsonObject
  /** As PostgreSQL writes it. */
  readonly text: string
}

export type Setting = {
  readonly tenants: number
  /** Against each other; left out: all at 1.0.0. */
  readonly versions?: { readonly [version: string]: number }
  readonly seed?: number
  /** Masks of the workspace. */
  readonly masks?: readonly string[]
}

type Options = {
  /** Left out: one of the test's own on the server that all tests share. */
  readonly database?: TestDatabase
}

type PushRequest = Parameters<Services['rollouts']['push']>[1]
type RollbackRequest = Parameters<Services['rollouts']['rollBack']>[1]
type Progress = (event: { readonly done: number; readonly total: number }) => void

/** Tenants in a database of the test's own, and a starter workspace with it as the environment `test`. */
export async function production(
  t: TestContext,
  setting: Setting,
  options: Options = {},
): Promise<Production> {
  const opened: { close(): Promise<void> }[] = []
  // Before the database, which does not go while somebody uses it.
  t.after(async () => {
    for (const each of opened.splice(0)) await each.close()
  })
  const database = options.database ?? (await testDatabase(t))
  const dir = await writeStarter(join(await testFolder(t), 'workspace'))
  const variable = variableOf(database)
  process.env[variable] = database.url
  const settings = JSON.parse(await readFile(join(dir, 'crosswalk.json'), 'utf8'))
  settings.environments = { [ENVIRONMENT]: { url_env: variable } }
  settings.masks = setting.masks ?? []
  await writeFile(join(dir, 'crosswalk.json'), JSON.stringify(settings, null, 2))
  const application = new PostgresDemoApplication(await database.connect({ part: 'application' }))
  const { tenants, versions = { '1.0.0': 1 }, seed = 5 } = setting
  await application.seed(generateTenants({ seed, tenants, agent: 'seo', versions }))
  return new Production(t, database, dir, application, opened)
}

/** The environment variable with the URL of a test's database. */
const variableOf = ({ name }: TestDatabase): string => `TEST_${name.toUpperCase()}`

export class Production {
  readonly database: TestDatabase
  readonly dir: string
  readonly application: PostgresDemoApplication
  readonly #test: TestContext
  readonly #opened: { close(): Promise<void> }[]
  #services: Services | undefined

  constructor(
    test: TestContext,
    database: TestDatabase,
    dir: string,
    application: PostgresDemoApplication,
    opened: { close(): Promise<void> }[],
  ) {
    this.#test = test
    this.database = database
    this.dir = dir
    this.application = application
    this.#opened = opened
  }

  get services(): Services {
    this.#services ??= this.compose(new AbortController().signal)
    return this.#services
  }

  /** Services of their own, as another process has them. */
  compose(signal: AbortSignal): Services {
    const services = compose({ workspaceDir: this.dir, signal, compilerIdleMs: COMPILER_IDLE_MS })
    this.#opened.push(services)
    return services
  }

  /** A session of somebody else's, with the database. */
  async session(): Promise<pg.Client> {
    const session = new pg.Client({ connectionString: this.database.url })
    await session.connect()
    this.#opened.push({ close: () => session.end() })
    return session
  }

  /** Pulls, previews, creates, proposes and approves a release of what the workspace has. */
  async approved(name: string): Promise<PreviewReport> {
    const { agent, version: to } = parseReleaseName(name)
    await this.services.snapshots.pull({ environment: ENVIRONMENT, agent }, undefined)
    const report = await this.services.previews.run({ agent, to }, () => undefined)
    await this.release(name, report.preview)
    return report
  }

  /** Creates, proposes and approves a release with a preview that is there. */
  async release(name: string, preview: string): Promise<void> {
    const release = parseReleaseName(name)
    const { releases } = this.services
    await releases.create(release, { preview, notes: '', who: AUTHOR, replaceDraft: true })
    await releases.propose(release, { environment: ENVIRONMENT, who: AUTHOR })
    await releases.approve(release, { environment: ENVIRONMENT, who: APPROVER, reason: 'read' })
  }

  push(
    name: string,
    {
      services = this.services,
      progress = () => undefined,
      ...options
    }: { services?: Services; progress?: Progress } & Partial<PushRequest> = {},
  ): Promise<PushResult> {
    return services.rollouts.push(parseReleaseName(name), {
      environment: ENVIRONMENT,
      who: APPROVER,
      wave: 'all',
      ...options,
      progress,
    })
  }

  rollBack(
    name: string,
    {
      services = this.services,
      progress = () => undefined,
      ...options
    }: { services?: Services; progress?: Progress } & Partial<RollbackRequest> = {},
  ): Promise<RolloutResult> {
    return services.rollouts.rollBack(parseReleaseName(name), {
      environment: ENVIRONMENT,
      who: APPROVER,
      ...options,
      progress,
    })
  }

  /** The state that the environment has a release in. */
  async stateOf(name: string): Promise<string> {
    return (await this.services.releases.get(parseReleaseName(name), ENVIRONMENT)).state
  }

  /** Writes a file of the workspace. */
  async write(path: string, text: string): Promise<void> {
    await writeFile(join(this.dir, path), text)
  }

  /** All configs in id order. */
  async configs(): Promise<readonly ConfigRow[]> {
    const rows = await this.application.all()
    return rows.map((row) => ({ ...row, config: readJson(row.text) as JsonObject }))
  }

  async config(id: ConfigId): Promise<ConfigRow> {
    const found = (await this.configs()).find((one) => one.id === id)
    if (found === undefined) throw new Error(`no config ${id}`)
    return found
  }

  /** Changes a config as a user does: nobody else gets between reading and writing. */
  async edit(id: ConfigId, change: (config: JsonObject) => JsonObject): Promise<void> {
    await this.application.edit(id, ({ text }) => writeJson(change(readJson(text) as JsonObject)))
  }

  /** What the journals have, by config. */
  async journal(): Promise<ReadonlyMap<ConfigId, JournalRow>> {
    const rows = await this.database.query<JournalRow & { config_id: ConfigId }>(
      `SELECT config_id, state, drifted, from_version, to_version, run::int AS run, edits, shape_id,
              error ->> 'message' AS reason, complement IS NOT NULL AS has_complement
         FROM crosswalk.journal ORDER BY config_id, done_at`,
    )
    return new Map(rows.map((row) => [row.config_id, row]))
  }

  /** The history of a config, oldest first. */
  async history(id: ConfigId): Promise<readonly { version: string; reason: string; config: JsonObject }[]> {
    const rows = await this.database.query<{ version: string; reason: string; text: string }>(
      `SELECT version, change_reason AS reason, config_snapshot::text AS text
         FROM walker_agent_config_versions WHERE config_id = $1 ORDER BY created_at, id`,
      [id],
    )
    return rows.map(({ text, ...row }) => ({ ...row, config: readJson(text) as JsonObject }))
  }

  /** How many configs are at 1.1.0. */
  async atTarget(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `SELECT count(*)::int FROM walker_agent_user_configs WHERE flow_version = '1.1.0'`,
    )
    return row?.count ?? 0
  }

  /**
   * How many configs are at 1.1.0. Checks that the history and the journal have each of them once; in one
   * statement, for a transaction may still be on its way.
   */
  async pushedWhole(): Promise<number> {
    const [counts] = await this.database.query<Record<'at_target' | 'history' | 'noted', number>>(`
      SELECT (SELECT count(*)::int FROM walker_agent_user_configs WHERE flow_version = '1.1.0') AS at_target,
             (SELECT count(*)::int FROM walker_agent_config_versions WHERE change_reason LIKE 'release to%') AS history,
             (SELECT count(*)::int FROM crosswalk.journal WHERE state = 'migrated') AS noted`)
    assert.ok(counts)
    const { at_target: done } = counts
    assert.deepEqual(counts, { at_target: done, history: done, noted: done })
    return done
  }

  /** Starts `crosswalk push` or `crosswalk rollback` in a process of its own. */
  start(command: 'push' | 'rollback', name: string, ...options: readonly string[]): Pusher {
    const all = command === 'push' && !options.includes('--wave') ? ['--wave', 'all'] : []
    return this.#spawn([command, name, ...all, ...options])
  }

  /** Starts a push or rollback on a machine that reaches the database in another way, or has other variables. */
  startElsewhere(
    { url = this.database.url, ...variables }: { readonly url?: string; readonly NODE_OPTIONS?: string },
    command: 'push' | 'rollback',
    name: string,
  ): Pusher {
    const all = command === 'push' ? ['--wave', 'all'] : []
    return this.#spawn([command, name, ...all], { [variableOf(this.database)]: url, ...variables })
  }

  /** Starts `crosswalk worker` in a process of its own, and waits until it is there. */
  async startWorker(...options: readonly string[]): Promise<Pusher> {
    const before = await this.#listWorkers()
    const worker = this.#spawn(['worker', ...options])
    while ((await this.#listWorkers()).every((id) => before.includes(id))) await sleep(50)
    return worker
  }

  /** Runs `crosswalk` to its end, from another process. */
  run(...words: readonly string[]): Pusher['ended'] {
    return this.#spawn(words).ended
  }

  async #listWorkers(): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>('SELECT id FROM crosswalk.workers')
    return rows.map(({ id }) => id)
  }

  #spawn(command: readonly string[], variables: NodeJS.ProcessEnv = {}): Pusher {
    const words = [join(projectRoot, 'bin/crosswalk.js'), ...command, '--env', ENVIRONMENT, '--json']
    const { NODE_TEST_CONTEXT: _, ...env } = process.env
    const child = spawn(process.execPath, [...words, '--as', APPROVER], {
      cwd: this.dir,
      env: { ...env, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#test.after(() => void child.kill('SIGKILL'))
    return new Pusher(child)
  }
}

export type JournalRow = {
  readonly state: string
  readonly drifted: boolean
  readonly from_version: string
  readonly to_version: string
  readonly run: number
  readonly edits: readonly { path: string; outcome: string }[] | null
  readonly shape_id: string | null
  readonly reason: string | null
  readonly has_complement: boolean
}

/** A push or rollback in a process of its own. */
export class Pusher {
  readonly child: ChildProcess
  readonly ended: Promise<{
    status: number | null
    signal: string | null
    result: RolloutJson
    stderr: string
  }>
  readonly #waiting = new Set<() => void>()
  #done = -1
  #over = false

  constructor(child: ChildProcess) {
    this.child = child
    let stdout = ''
    let stderr = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    if (child.stderr) {
      createInterface({ input: child.stderr }).on('line', (line) => {
        stderr += `${line}\n`
        if (!line.startsWith('{')) return
        this.#done = JSON.parse(line).done
        for (const wake of this.#waiting) wake()
      })
    }
    this.ended = once(child, 'close').then(([status, signal]) => {
      this.#over = true
      for (const wake of this.#waiting) wake()
      return { status, signal, result: stdout === '' ? {} : JSON.parse(stdout), stderr }
    })
  }

  /** Waits until it has dealt with so many configs, or has ended. */
  reached(count: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.#over && this.#done < count) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }
}

type RolloutJson = Partial<RolloutResult> & {
  readonly error?: { readonly code: string; readonly message: string; readonly data: Record<string, unknown> }
}

export const seo = parseAgentName('seo')
