import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testFolder } from '../../support/workspace.ts'
import type { Closing } from './http.ts'
import { COMPONENTS, pythonEnvironment } from './venv.ts'

const PASSWORD = 'of-the-test-0123456789'
const START_MS = 300_000

/** A real Langflow with an empty database of its own, stopped when the test ends: its address and a key to it. */
export async function startLangflow(
  test: Closing,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; readonly apiKey: string }> {
  const bin = await pythonEnvironment('langflow-1.13')
  const folder = await testFolder(test)
  const port = await freePort()
  const child = spawn(
    join(bin, 'langflow'),
    ['run', '--host', '127.0.0.1', '--port', String(port), '--backend-only'],
    {
      stdio: 'ignore',
      env: {
        PATH: `${bin}:${process.env.PATH ?? ''}`,
        HOME: folder,
        LANGFLOW_CONFIG_DIR: folder,
        LANGFLOW_DATABASE_URL: `sqlite:///${folder}/langflow.db`,
        LANGFLOW_AUTO_LOGIN: 'false',
        LANGFLOW_SUPERUSER: 'admin',
        LANGFLOW_SUPERUSER_PASSWORD: PASSWORD,
        LANGFLOW_CREATE_STARTER_PROJECTS: 'false',
        LANGFLOW_COMPONENTS_PATH: COMPONENTS,
        DO_NOT_TRACK: 'true',
        PYTHONDONTWRITEBYTECODE: '1',
        NO_PROXY: '127.0.0.1,localhost',
        ...env,
      },
    },
  )
  test.after(async () => {
    if (child.exitCode !== null) return
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await once(child, 'exit')
    clearTimeout(force)
  })
  const url = `http://127.0.0.1:${port}`
  await answering(url, child)
  const login = new URLSearchParams({ username: 'admin', password: PASSWORD })
  const { access_token } = await json(`${url}/api/v1/login`, { method: 'POST', body: login })
  const { api_key } = await json(`${url}/api/v1/api_key/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'crosswalk' }),
  })
  return { url, apiKey: String(api_key) }
}

async function json(url: string, init: RequestInit): Promise<Record<string, unknown>> {
  const answer = await fetch(url, init)
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

async function answering(url: string, child: { readonly exitCode: number | null }): Promise<void> {
  const deadline = performance.now() + START_MS
  for (;;) {
    const answer = await fetch(`${url}/health`).catch(() => undefined)
    if (answer?.ok === true) return
    if (child.exitCode !== null) throw new Error(`Langflow has ended with ${child.exitCode}`)
    if (performance.now() > deadline) throw new Error(`Langflow has not started within ${START_MS / 1000} s`)
    await sleep(500)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
