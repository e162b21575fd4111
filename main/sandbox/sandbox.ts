import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TypeFiles } from '../../shared/authoring/types/authoring-types.ts'
import type { SourceFacts } from '../../shared/checks/index.ts'
import { fail } from '../../shared/errors/index.ts'
import { checkMigration } from '../../shared/migration/check.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import type { TransformCaller } from '../../shared/migration/transform-caller.ts'
import type { Sandbox, SandboxSession, TypeProblem } from '../services/ports/sandbox.ts'
import type { Table } from './evaluators.ts'
import { DEFAULT_LIMITS, type SandboxLimits } from './limits.ts'
import type { CompileQuestion, SandboxQuestion } from './messages.ts'
import { NearSession } from './near-session.ts'
import { Pool } from './pool.ts'
import { Process, ProcessLost } from './process.ts'
import { Reaper } from './reaper.ts'
import { PooledSession } from './session.ts'

export type SandboxOptions = {
  /** How many processes run authored code at once. */
  readonly cores?: number
  readonly limits?: Partial<SandboxLimits>
  /** The module with the table of evaluators. */
  readonly evaluators?: URL
  /**
   * How long the compiler stays for another module, whatever else goes on: for one who is writing. Left out: some
   * seconds, and no longer than until a session is opened.
   */
  readonly compilerIdleMs?: number
}

/** How long the compiler stays for another module: it holds 100 MB. */
const COMPILER_IDLE_MS = 3_000

/**
 * Runs authored code in SES compartments inside processes of their own.
 *
 * Two walls: a compartment has no way to anything but its config, and the process around it has hardly
 * any rights, bounded memory, and a deadline after which it is killed. Threads were not enough, for one
 * allocation too large ends every thread of a process. Processes are started when they are first
 * needed; they keep ours alive until `close`.
 */
export class SesSandbox implements Sandbox {
  readonly cores: number
  readonly #limits: SandboxLimits
  readonly #evaluators: URL
  readonly #compilerIdleMs: number | undefined
  readonly #reaper = new Reaper()
  readonly #pool: Pool<SandboxQuestion>
  readonly #compilers: Pool<CompileQuestion>
  #compilerIdle: NodeJS.Timeout | undefined
  #sessions = 0

  constructor(options: SandboxOptions = {}) {
    this.cores = options.cores ?? availableParallelism()
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
    this.#compilerIdleMs = options.compilerIdleMs
    this.#evaluators = options.evaluators ?? new URL('./evaluators.ts', import.meta.url)
    const program = {
      file: 'sandbox-process.ts',
      args: [this.#evaluators.href],
      memoryMb: this.#limits.memoryMb,
      readable: [dirname(fileURLToPath(this.#evaluators))],
    }
    const compiler = { file: 'compile-process.ts', memoryMb: 512 }
    this.#pool = new Pool(this.cores, () => Process.start<SandboxQuestion>(program, this.#reaper))
    this.#compilers = new Pool(1, () => Process.start<CompileQuestion>(compiler, this.#reaper))
  }

  async load(source: string, options: { file: string; signal?: AbortSignal }): Promise<Migration> {
    const { file, signal } = options
    this.#checkLength(source, file)
    // Both processes start at once; a failure of this one is met again below.
    this.#pool.use((seat) => seat.process(), signal).catch(() => {})
    const script = (await this.#ask(
      this.#compilers,
      { kind: 'compile', source, file },
      file,
      signal,
    )) as string
    this.#dismissCompiler()
    const definition = (await this.#ask(
      this.#pool,
      { kind: 'load', script, file },
      file,
      signal,
    )) as Definition
    const hasCode = definition.steps?.some?.((step) => step?.op === 'transform')
    const sha256 = createHash('sha256').update(script).digest('hex')
    return checkMigration({ ...definition, ...(hasCode ? { code: { script, sha256 } } : {}) }, file)
  }

  async inspect(source: string, options: { file: string; signal?: AbortSignal }): Promise<SourceFacts> {
    const { file, signal } = options
    this.#checkLength(source, file)
    const facts = await this.#ask(this.#compilers, { kind: 'inspect', source, file }, file, signal)
    this.#dismissCompiler()
    return facts as SourceFacts
  }

  async checkTypes(
    source: string,
    options: { file: string; types: TypeFiles; signal?: AbortSignal },
  ): Promise<readonly TypeProblem[]> {
    const { file, types, signal } = options
    this.#checkLength(source, file)
    const question = { kind: 'types', source, file, types } as const
    const bound = { limitMs: this.#limits.typesMs, stopped: 'sandbox/types-stopped' } as const
    const problems = await this.#ask(this.#compilers, question, file, signal, bound)
    this.#dismissCompiler()
    return problems as readonly TypeProblem[]
  }

  async open<Plan extends { readonly path: readonly Migration[] }, Input, Output, Part = undefined>(
    evaluator: string,
    plan: Plan,
    { near = false }: { near?: boolean } = {},
  ): Promise<SandboxSession<Input, Output, Part>> {
    if (near && plan.path.every(({ code }) => code === undefined)) {
      const { evaluators }: Table = await import(this.#evaluators.href)
      const make = Object.hasOwn(evaluators, evaluator) ? evaluators[evaluator] : undefined
      if (make !== undefined) return new NearSession(make(plan, noCode))
    }
    // What follows takes long, and memory of its own.
    if (this.#compilerIdleMs === undefined) this.#dismissCompiler({ idleMs: 0 })
    const start = { session: ++this.#sessions, evaluator, plan }
    const session = new PooledSession<Input, Output, Part>(start, this.#pool, this.#limits)
    await session.open()
    return session
  }

  async close(): Promise<void> {
    clearTimeout(this.#compilerIdle)
    await Promise.all([this.#pool.close(), this.#compilers.close()])
    this.#reaper.close()
  }

  #checkLength(source: string, file: string): void {
    const limit = this.#limits.sourceCharacters
    if (source.length > limit) fail('sandbox/source-too-large', { file, characters: source.length, limit })
  }

  /** Asks about a module; a process that was not new may have been lost for another reason. */
  #ask<Q>(
    pool: Pool<Q>,
    question: Q,
    file: string,
    signal: AbortSignal | undefined,
    { limitMs, stopped }: Bound = { limitMs: this.#limits.loadMs, stopped: 'sandbox/load-stopped' },
  ): Promise<unknown> {
    return pool.use(async (seat) => {
      for (;;) {
        const process = await seat.process()
        const fresh = process.answered === 0
        try {
          return await process.ask(question, { limitMs, signal })
        } catch (error) {
          if (!(error instanceof ProcessLost)) throw error
          if (fresh || error.reason === 'timed-out') fail(stopped, { file, reason: reasonOf(error, limitMs) })
        }
      }
    }, signal)
  }

  #dismissCompiler({ idleMs } = { idleMs: this.#compilerIdleMs ?? COMPILER_IDLE_MS }): void {
    clearTimeout(this.#compilerIdle)
    const dismiss = (): void => void this.#compilers.use((seat) => seat.vacate()).catch(() => {})
    this.#compilerIdle = setTimeout(dismiss, idleMs)
  }
}

const noCode: TransformCaller = () => {
  throw new TypeError('a plan without code has called some')
}

/** How long a question about a module may take, and what is raised where it ends the process. */
type Bound = { readonly limitMs: number; readonly stopped: 'sandbox/load-stopped' | 'sandbox/types-stopped' }

function reasonOf({ reason, how }: ProcessLost, limitMs: number): string {
  if (reason === 'timed-out') return `did not end within ${limitMs} ms`
  if (reason === 'out-of-memory') return 'needed more memory than there is for it'
  return `ended the process that read it (${how})`
}

/** What comes out of a module, before it is checked. */
type Definition = { readonly steps?: readonly ({ readonly op?: unknown } | null)[] }
