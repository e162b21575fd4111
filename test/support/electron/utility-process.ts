import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { FarPorts, type PortMessage, type StandInPort } from './port.ts'

type ForkOptions = { readonly env?: NodeJS.ProcessEnv; readonly serviceName?: string }

let ports = 0

/** A process of Node in place of Electron's, with its ports. */
export class StandInUtilityProcess extends EventEmitter {
  readonly options: ForkOptions
  readonly #child: ChildProcess
  readonly #far: FarPorts
  stderr = ''

  constructor(modulePath: string, _args: readonly string[] = [], options: ForkOptions = {}) {
    super()
    this.options = options
    this.#child = fork(modulePath, [], {
      // It has no folder of its own to find packages from but the module's.
      execArgv: ['--import', new URL('parent-port.ts', import.meta.url).href],
      env: options.env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString()
    })
    this.#far = new FarPorts((message) => this.#send(message))
    this.#child.on('message', (message: PortMessage) => {
      if (message.kind === 'message') this.emit('message', message.data)
      else this.#far.hear(message)
    })
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.once('exit', (code) => {
      this.#far.closeAll()
      this.emit('exit', code ?? 1)
    })
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  postMessage(data: unknown, transferred: readonly StandInPort[] = []): void {
    const numbers = transferred.map((port) => {
      ports += 1
      this.#far.give(ports, port)
      return ports
    })
    this.#send({ kind: 'message', data, ports: numbers })
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL')
  }

  #send(message: PortMessage): void {
    // One that was just killed hears nothing any more, which is no error of whoever speaks.
    if (this.#child.connected) this.#child.send(message, () => undefined)
  }
}
