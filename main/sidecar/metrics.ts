import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SidecarSettings } from '../compose.ts'

type Happening = Parameters<SidecarSettings['happened']>[0]
type RunOutcome = Parameters<SidecarSettings['ran']>[0]

/** What Prometheus reads. Labels are routes, methods, statuses and outcomes: never an id, of which there are too many. */
export class Metrics {
  readonly registry = new Registry()
  readonly #requests: Counter
  readonly #seconds: Histogram
  readonly #migrations: Counter
  readonly #runs: Histogram

  constructor() {
    const registers = [this.registry]
    collectDefaultMetrics({ register: this.registry })
    this.#requests = new Counter({
      name: 'crosswalk_sidecar_requests_total',
      help: 'Requests answered, by route, method and status',
      labelNames: ['route', 'method', 'status'],
      registers,
    })
    this.#seconds = new Histogram({
      name: 'crosswalk_sidecar_request_seconds',
      help: 'Time to answer, by route and outcome',
      labelNames: ['route', 'outcome'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    })
    this.#migrations = new Counter({
      name: 'crosswalk_sidecar_migrations_total',
      help: 'Configs that a read or a user had migrated, or that were left alone then, by outcome',
      labelNames: ['outcome'],
      registers,
    })
    for (const outcome of ['migrated', 'held', 'failed'] as const) this.#migrations.inc({ outcome }, 0)
    this.#runs = new Histogram({
      name: 'crosswalk_sidecar_run_seconds',
      help: 'Time of runs of flows, by outcome; their count is how many there were',
      labelNames: ['outcome'],
      buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
      registers,
    })
    for (const outcome of ['done', 'failed', 'refused', 'away', 'left'] as const) this.#runs.zero({ outcome })
  }

  readonly happened = (what: Happening): void => this.#migrations.inc({ outcome: what })

  readonly ran = (outcome: RunOutcome, seconds: number): void => this.#runs.observe({ outcome }, seconds)

  /** Counts every request of the service. */
  observe(app: FastifyInstance): void {
    app.addHook('onResponse', async (request, reply) => {
      const route = routeOf(request)
      const status = reply.statusCode
      this.#requests.inc({ route, method: request.method, status })
      const outcome = status < 400 ? 'done' : status < 500 ? 'refused' : 'failed'
      this.#seconds.observe({ route, outcome }, reply.elapsedTime / 1000)
    })
  }

  /** Counts that somebody else keeps, asked for when they are read. */
  counter(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  /** The same of what goes up and down. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read())
      },
    })
  }
}

/** As it is declared: with the names of its parameters, not their values. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'none'
