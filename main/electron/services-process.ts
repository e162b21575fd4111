// The services of one workspace, in a process of their own: whatever they do, the window does not stutter.

import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { RPCHandler } from '@orpc/server/message-port'
import type { MessagePortMain } from 'electron'
import { logBug } from '../api/bug-log.ts'
import { Desk } from '../api/desk.ts'
import { router } from '../api/router.ts'
import { type FromServices, type ToServices, toServices } from './services-messages.ts'

const handler = new RPCHandler(router)
const { parentPort } = process
const tell = (message: FromServices) => parentPort.postMessage(message)

let desk: Promise<Desk> | undefined

parentPort.on('message', ({ data, ports }) => {
  const message = toServices.parse(data)
  switch (message.kind) {
    case 'open':
      // What forks Node takes this one: Electron itself cannot stand in for it, see `places.ts`.
      process.execPath = message.node
      desk = open(message)
      return
    case 'connect':
      return void connect(ports)
    case 'variables':
      for (const [name, value] of Object.entries(message.values)) {
        if (value === null) delete process.env[name]
        else process.env[name] = value
      }
      return
    case 'close':
      return void close()
  }
})

async function open(options: Extract<ToServices, { kind: 'open' }>): Promise<Desk> {
  const { workspaceDir, version, create } = options
  const opened = new Desk({
    workspaceDir,
    version,
    who: options.who ?? (await whoActs(workspaceDir)),
    logBug: (error, { reference, doing }) =>
      logBug(error, { reference, command: `desktop: ${doing}`, workspaceDir }),
  })
  // What keeps it from being made is said by the interface, which finds no workspace.
  if (create) await opened.services.workspace.init(workspaceDir).catch(() => undefined)
  tell({ kind: 'opened', variables: await variablesOf(opened) })
  void tellWork(opened)
  return opened
}

async function connect(ports: readonly MessagePortMain[]): Promise<void> {
  const [port] = ports
  const opened = await desk
  if (port === undefined || opened === undefined) return
  handler.upgrade(port, { context: { desk: opened, visitor: { who: opened.who } } })
  port.start()
}

/** Ends by itself once all is closed: pushes are left paused, and go on where they were. */
async function close(): Promise<void> {
  await (await desk)?.close()
  process.exit(0)
}

/** Which environment variables hold the addresses of this workspace's databases. */
async function variablesOf({ services }: Desk) {
  // A crosswalk.json with a mistake in it is told by the interface, with its place.
  const { environments } = await services.workspace.settings().catch(() => ({ environments: {} }))
  return Object.entries(environments).flatMap(([environment, { url_env: variable }]) =>
    variable === undefined ? [] : [{ environment, variable }],
  )
}

async function tellWork(desk: Desk): Promise<void> {
  for await (const _changed of desk.jobs.watch(desk.until())) {
    const running = desk.jobs.list().filter(({ state }) => state === 'running')
    tell({ kind: 'working', jobs: running.map(({ title }) => title) })
  }
}

/** As the command line finds it: CROSSWALK_USER, else Git's user.email, else the name of the system's user. */
async function whoActs(cwd: string): Promise<string> {
  if (process.env.CROSSWALK_USER) return process.env.CROSSWALK_USER
  try {
    const { stdout } = await promisify(execFile)('git', ['config', 'user.email'], { cwd, timeout: 5000 })
    return stdout.trim() || userInfo().username
  } catch {
    return userInfo().username
  }
}
