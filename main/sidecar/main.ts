import type { FastifyInstance } from 'fastify'
import { fail } from '../../shared/errors/index.ts'
import type { Services } from '../compose.ts'
import { Metrics } from './metrics.ts'
import { makeServer } from './server.ts'
import { readSettings } from './settings.ts'

export type ServeOptions = {
  readonly services: Pick<Services, 'sidecar'>
  readonly environment: string
  readonly env: NodeJS.ProcessEnv
  readonly version: string
  /** Aborted to stop it. */
  readonly signal: AbortSignal
  /** Called once it listens. */
  readonly listening: (url: string) => void
  /** Where the log goes; stdout unless told. */
  readonly log?: { write(line: string): void }
}

/** How long the service was up, and how much it did. */
export type Served = { readonly environment: string; readonly url: string; readonly seconds: number }

/**
 * Serves an environment until the signal, and then stops gracefully: takes no more, finishes what is under way, closes
 * what is open. Raises `sidecar/bad-environment`, `sidecar/address-taken`, and what the environment raises.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { services, environment, env, version, signal } = options
  const settings = readSettings(env)
  const metrics = new Metrics()
  const sidecar = await services.sidecar.open(environment, {
    url: settings.databaseUrl,
    sessions: settings.sessions,
    statementTimeoutMs: Math.max(1_000, settings.timeoutMs - 1_000),
    happened: metrics.happened,
    ran: metrics.ran,
    langflow:
      settings.langflowUrl === undefined || settings.langflowApiKey === undefined
        ? undefined
        : {
            url: settings.langflowUrl,
            apiKey: settings.langflowApiKey,
            timeoutMs: settings.runTimeoutMs,
          },
  })
  const started = performance.now()
  try {
    const app = await makeServer({
      sidecar,
      settings,
      metrics,
      version,
      ...(options.log && { log: options.log }),
    })
    const url = await listen(app, settings)
    options.listening(url)
    await aborted(signal)
    await closeWithin(app, settings.graceMs)
    return { environment, url, seconds: Math.round((performance.now() - started) / 1000) }
  } finally {
    await sidecar.close()
  }
}

async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    await app.close()
    const problem = LISTEN_PROBLEMS[(error as NodeJS.ErrnoException).code ?? '']
    if (problem === undefined) throw error
    return fail('sidecar/address-taken', { host, port, problem }, { cause: error })
  }
}

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something listens there already',
  EACCES: 'this account may not',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
}

const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** A caller that never takes its answer must not keep the service from ending. */
async function closeWithin(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs)
  await app.close().finally(() => clearTimeout(timer))
}
