// A running sidecar over real HTTP, for tests.

import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { SignJWT } from 'jose'
import type { Services } from '../../main/compose.ts'
import { serve } from '../../main/sidecar/main.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { readJson } from '../../shared/json/read.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { type Production, production, type Setting } from '../faults/rollout/production.ts'

const SECRET = 'a secret for tests, of more than 32 characters'
const ISSUER = 'https://issuer.example'
const AUDIENCE = 'walker'

const jwtEnv = {
  CROSSWALK_JWT_SECRET: SECRET,
  CROSSWALK_JWT_ISSUER: ISSUER,
  CROSSWALK_JWT_AUDIENCE: AUDIENCE,
}

type Person = { readonly tenantId: string; readonly userId: string }

type TokenOptions = {
  readonly claims?: JsonObject
  readonly key?: KeyObject
  readonly alg?: string
  readonly expires?: number | string
}

/** A token as an application gives its users. */
export async function userToken(of: Person, options: TokenOptions = {}): Promise<string> {
  const { claims = {}, key = createSecretKey(Buffer.from(SECRET)), alg = 'HS256', expires = '1h' } = options
  return new SignJWT({ tenant_id: of.tenantId, sub: of.userId, iss: ISSUER, aud: AUDIENCE, ...claims })
    .setProtectedHeader({ alg })
    .setNotBefore('-1m')
    .setExpirationTime(expires)
    .sign(key)
}

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Read without loss; undefined where there is none. */
  readonly body: JsonObject
}

export type RunningSidecar = {
  readonly url: string
  readonly log: readonly string[]
  ask(method: string, path: string, request?: AskOptions): Promise<Answer>
  stop(): Promise<void>
}

type AskOptions = {
  readonly token?: string
  readonly body?: string | JsonObject
  readonly headers?: Readonly<Record<string, string>>
}

/** Tenants in a database, a workspace, and sidecars that are stopped before the database goes. */
export class SidecarStage {
  readonly there: Production
  readonly #running: RunningSidecar[]

  private constructor(there: Production, running: RunningSidecar[]) {
    this.there = there
    this.#running = running
  }

  static async open(t: TestContext, setting: Setting): Promise<SidecarStage> {
    const running: RunningSidecar[] = []
    t.after(async () => {
      for (const each of running) await each.stop()
    })
    return new SidecarStage(await production(t, setting), running)
  }

  /** Another sidecar, with connections and memory of its own, as another process has them. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<RunningSidecar> {
    const running = await startSidecar(this.there.services, env)
    this.#running.push(running)
    return running
  }

  /** Whose configs there are, in the order of their ids. */
  async people(): Promise<readonly Owner[]> {
    return this.there.database.query<Owner>(
      `SELECT id, tenant_id AS "tenantId", user_id AS "userId" FROM walker_agent_user_configs ORDER BY id`,
    )
  }

  /** Has a release that was approved reach all tenants, without pushing it to any. */
  async openTo(name: string, waves: 'all' | 'none'): Promise<void> {
    const [agent, version] = name.split('@')
    const { database } = this.there
    await database.query(
      `UPDATE crosswalk.release_waves w SET state = $3 FROM crosswalk.releases r
        WHERE r.id = w.release_id AND r.agent = $1 AND r.version = $2`,
      [agent, version, waves === 'all' ? 'completed' : 'pending'],
    )
    await database.query(
      `UPDATE crosswalk.releases SET state = 'rolling_out' WHERE agent = $1 AND version = $2`,
      [agent, version],
    )
  }

  async serviceToken(...agents: readonly string[]): Promise<string> {
    const asked = { name: randomUUID(), agents, expiresAt: null, who: 'ann@example.com' }
    return (await this.there.services.tokens.create('test', asked)).token
  }
}

/** A config's id and whose it is. */
export type Owner = Person & { readonly id: ConfigId }

async function startSidecar(
  services: Pick<Services, 'sidecar'>,
  env: NodeJS.ProcessEnv = {},
): Promise<RunningSidecar> {
  const stopping = new AbortController()
  const log: string[] = []
  const listening = Promise.withResolvers<string>()
  const served = serve({
    services,
    environment: 'test',
    env: {
      CROSSWALK_SIDECAR_PORT: '0',
      CROSSWALK_SIDECAR_RATE: '1000000',
      CROSSWALK_SIDECAR_REFUSALS: '1000000',
      ...jwtEnv,
      ...env,
    },
    version: '0.0.0',
    signal: stopping.signal,
    listening: listening.resolve,
    log: { write: (line) => void log.push(line) },
  })
  served.catch(listening.reject)
  const stop = async (): Promise<void> => {
    stopping.abort()
    await served.catch(() => undefined)
  }
  const url = await listening.promise
  return { url, log, stop, ask: (method, path, options) => ask(`${url}${path}`, method, options) }
}

async function ask(
  url: string,
  method: string,
  { token, body, headers = {} }: AskOptions = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = /json/.test(answer.headers.get('content-type') ?? '')
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (isJson && text !== '' ? readJson(text) : {}) as JsonObject,
  }
}
