// A production whose configs hold a token of each user: what the tests of secrets share.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { PostgresSecretKeys } from '../../../main/production/secrets/postgres-secret-keys.ts'
import type { SecretOwner } from '../../../main/services/ports/secrets.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { isSealed, type Sealed } from '../../../shared/config/secret-value.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { projectRoot } from '../../support/command-line.ts'
import { type Production, production } from '../rollout/production.ts'

export const ENVIRONMENT = 'test'
const WHO = 'bob@example.com'
const quiet = (): void => undefined

/** A key as an operator makes one. */
export const newKey = (): string => randomBytes(32).toString('base64')

/** Sets variables for the time of a test. */
export function setVariables(
  t: TestContext,
  variables: { readonly [name: string]: string | undefined },
): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name]
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
    t.after(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
}

type Setting = {
  readonly tenants: number
  /** Keys by id; one where left out. */
  readonly keys?: { readonly [id: string]: string }
}

/**
 * SEO configs at 1.0.0, each with a token of its own in the clear at `/crm/token`, which the schemas of 1.0.0 and 1.1.0
 * mark. 1.1.0 has it at `/access/token`, moved there by a step.
 */
export async function secretWorld(t: TestContext, { tenants, keys = { K1: newKey() } }: Setting) {
  setVariables(t, Object.fromEntries(Object.entries(keys).map(([id, key]) => [`CROSSWALK_KEY_${id}`, key])))
  const there = await production(t, { tenants })
  const world = new SecretWorld(there)
  await world.mark('1.0.0', 'crm')
  await world.mark('1.1.0', 'access')
  await world.migrate("move('/crm', '/access')")
  for (const { id } of await there.configs()) {
    await there.edit(id, (config) => ({ ...config, crm: { token: tokenOf(id), region: 'eu' } }))
  }
  return world
}

/** The token of a config's user. */
export const tokenOf = (id: ConfigId): string => `token-of-${id}`

export class SecretWorld {
  readonly there: Production
  #source: string | undefined

  constructor(there: Production) {
    this.there = there
  }

  /** Marks `/<member>/token` as secret in the schema of a version. */
  async mark(version: string, member: string): Promise<void> {
    const path = `schemas/seo/${version}.json`
    const schema = JSON.parse(await readFile(join(this.there.dir, path), 'utf8'))
    const token = { type: ['string', 'null'], minLength: 8, 'x-secret': true }
    schema.properties[member] = { type: 'object', properties: { token, region: { type: 'string' } } }
    await this.there.write(path, JSON.stringify(schema, null, 2))
  }

  /** Writes the migration from 1.0.0 to 1.1.0 of these steps, beside what it has to do anyway. */
  async migrate(steps: string): Promise<void> {
    const path = 'migrations/seo/1.0.0__1.1.0.ts'
    const source = this.#source ?? (await readFile(join(this.there.dir, path), 'utf8'))
    this.#source = source
    const imported = /import \{[^}]*\} from 'crosswalk'/
    const names = 'add, convert, defineMigration, move, remove, rename, transform'
    const changed = source
      .replace(imported, `import { ${names} } from 'crosswalk'`)
      .replace('steps: [', `steps: [${steps},`)
    await this.there.write(path, changed)
  }

  /** Says which key encrypts. */
  async useKey(id: string): Promise<void> {
    const settings = JSON.parse(await readFile(join(this.there.dir, 'crosswalk.json'), 'utf8'))
    settings.environments[ENVIRONMENT].key_id = id
    await this.there.write('crosswalk.json', JSON.stringify(settings, null, 2))
  }

  get services() {
    return this.there.services
  }

  status() {
    return this.services.secrets.status(ENVIRONMENT, quiet)
  }

  encrypt(mode: 'write' | 'report' = 'write') {
    return this.services.secrets.encrypt(ENVIRONMENT, { who: WHO, mode, progress: quiet })
  }

  rotate(services = this.services) {
    return services.secrets.rotate(ENVIRONMENT, { who: WHO, progress: quiet })
  }

  async keys(keyId?: string): Promise<PostgresSecretKeys> {
    return new PostgresSecretKeys(await this.there.database.connect(), process.env, keyId)
  }

  async owner(id: ConfigId): Promise<SecretOwner> {
    const [row] = await this.there.database.query<{ tenant_id: string; user_id: string }>(
      'SELECT tenant_id, user_id FROM walker_agent_user_configs WHERE id = $1',
      [id],
    )
    if (row === undefined) throw new Error(`no config ${id}`)
    return { tenantId: row.tenant_id, userId: row.user_id, agent: 'seo' } as SecretOwner
  }

  /** Opens a config as the sidecar does for its tenant. */
  async open(id: ConfigId): Promise<JsonObject> {
    const box = await (await this.keys()).boxForOpening()
    return box.open((await this.there.config(id)).config, await this.owner(id))
  }

  /** Writes a config past everybody. */
  async overwrite(id: ConfigId, config: JsonObject): Promise<void> {
    await this.there.database.query(
      'UPDATE walker_agent_user_configs SET config_json = $2::jsonb WHERE id = $1',
      [id, writeJson(config)],
    )
  }
}

/** The encrypted token of a config, in the member where it stands. */
export function sealedIn(config: JsonObject, member = 'crm'): Sealed {
  const token = ((config[member] as JsonObject | undefined)?.token ?? null) as Json
  if (!isSealed(token)) throw new Error(`no encrypted token: ${writeJson(token)}`)
  return token
}

/** Nothing that `doctor --deep` looks at is amiss. */
export async function assertWell({ services }: SecretWorld): Promise<void> {
  const checks = await services.environments.examineDeep(ENVIRONMENT, quiet)
  assert.deepEqual(
    checks
      .filter(({ ok }) => ok !== true)
      .map(({ name, message, examples }) => ({ name, message, examples })),
    [],
  )
}

/** Starts a command in a process of its own. */
export function start(t: TestContext, world: SecretWorld, words: readonly string[]): ChildProcess {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(
    process.execPath,
    [join(projectRoot, 'bin/crosswalk.js'), ...words, '--env', ENVIRONMENT, '--json', '--as', WHO],
    { cwd: world.there.dir, env, stdio: 'ignore' },
  )
  t.after(() => void child.kill('SIGKILL'))
  return child
}
