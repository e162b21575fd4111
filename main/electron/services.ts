import type { MessagePortMain, UtilityProcess } from 'electron'
import type { Electron } from './electron.ts'
import type { Places } from './places.ts'
import { type FromServices, fromServices, type ToServices } from './services-messages.ts'

/** Starts within this time before nobody tries again by themselves. */
const MAX_STARTS = 4
const WITHIN_MS = 60_000
/** A push ends its batch and lets go of its locks. */
const CLOSE_MS = 20_000

/** An environment variable that the workspace names. */
type Variable = {
  readonly environment: string
  readonly variable: string
  /** Set where the app was started. */
  readonly isGiven: boolean
}

export type ServicesOptions = {
  readonly places: Places
  readonly workspaceDir: string
  readonly version: string
  readonly who: string | undefined
  readonly env: NodeJS.ProcessEnv
  /** Variables that are kept for this workspace, read anew at every start. */
  readonly kept: () => Promise<Readonly<Record<string, string>>>
  /** It ended though nobody asked it to. Whether a new one is on its way. */
  readonly gone: (willRestart: boolean) => void
  /** A new one is there. */
  readonly back: () => void
  /** What is under way has changed. */
  readonly worked: () => void
}

/**
 * The services' process of one workspace. It outlives windows, and is started anew when it breaks:
 *
 *     starting → open → (broken → starting …) → closed
 */
export class ServicesProcess {
  readonly #electron: Electron
  readonly #options: ServicesOptions
  #child: UtilityProcess | undefined
  #starts: number[] = []
  #isStarting = false
  #isClosing = false
  #variables: readonly Variable[] = []
  #jobs: readonly string[] = []

  constructor(electron: Electron, options: ServicesOptions) {
    this.#electron = electron
    this.#options = options
  }

  /** Whether nobody will start it unless somebody asks for it. */
  get isGivenUp(): boolean {
    return this.#child === undefined && !this.#isStarting
  }

  /** Titles of what is under way. */
  get jobs(): readonly string[] {
    return this.#jobs
  }

  /** Which environment variables the workspace names. */
  get variables(): readonly Variable[] {
    return this.#variables
  }

  async start({ create = false } = {}): Promise<void> {
    const { places, workspaceDir, version, who, env } = this.#options
    this.#starts.push(Date.now())
    this.#isStarting = true
    const kept = await this.#options.kept()
    this.#isStarting = false
    if (this.#isClosing) return
    const child = this.#electron.utilityProcess.fork(places.services, [], {
      serviceName: 'Crosswalk services',
      // What is set outside goes before what is kept: whoever starts it from a terminal means it.
      env: withoutOptions({ ...kept, ...env }),
      execArgv: [],
      stdio: 'inherit',
    })
    this.#child = child
    child.on('message', (message: unknown) => this.#hear(fromServices.parse(message)))
    child.on('exit', () => void this.#ended(child))
    this.#say({ kind: 'open', workspaceDir, version, node: places.node, who, create })
  }

  /** One end of a new port, whose other end the services have; undefined while there are none. */
  connect(): MessagePortMain | undefined {
    if (this.#child === undefined) return undefined
    const { port1, port2 } = new this.#electron.MessageChannelMain()
    this.#say({ kind: 'connect' }, [port1])
    return port2
  }

  /** Sets variables, or takes them away by null, for all that begins from now on. */
  setVariables(values: Readonly<Record<string, string | null>>): void {
    this.#say({ kind: 'variables', values })
  }

  /** Starts again after it was given up. */
  async revive(): Promise<void> {
    if (!this.isGivenUp) return
    this.#starts = []
    await this.start()
  }

  /** Lets it end what it does, and waits. */
  async close(): Promise<void> {
    this.#isClosing = true
    const child = this.#child
    if (child === undefined) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    this.#say({ kind: 'close' })
    const late = setTimeout(() => child.kill(), CLOSE_MS)
    await ended
    clearTimeout(late)
  }

  #say(message: ToServices, ports: MessagePortMain[] = []): void {
    this.#child?.postMessage(message, ports)
  }

  #hear(message: FromServices): void {
    if (message.kind === 'opened') {
      const { env } = this.#options
      this.#variables = message.variables.map((one) => ({ ...one, isGiven: env[one.variable] !== undefined }))
    } else {
      this.#jobs = message.jobs
      this.#options.worked()
    }
  }

  async #ended(child: UtilityProcess): Promise<void> {
    if (child !== this.#child) return
    this.#child = undefined
    this.#jobs = []
    if (this.#isClosing) return
    this.#starts = this.#starts.filter((at) => at > Date.now() - WITHIN_MS)
    const willRestart = this.#starts.length < MAX_STARTS
    this.#options.gone(willRestart)
    if (!willRestart) return
    await this.start()
    this.#options.back()
  }
}

/** What changes how Node or Electron itself starts is not for the services. */
function withoutOptions(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(NODE_OPTIONS$|ELECTRON_)/.test(name)))
}
