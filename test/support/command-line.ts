// The command line as a person starts it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export const projectRoot = join(import.meta.dirname, '../..')

export type Ended = {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type Surroundings = {
  readonly cwd?: string
  /** Beside what this process has; undefined takes one away. */
  readonly env?: NodeJS.ProcessEnv
  readonly stdout?: 'pipe' | number
}

/** Starts Node with these words. What would colour its output or make it a part of this test is taken away. */
export function startNode(words: readonly string[], { cwd, env, stdout = 'pipe' }: Surroundings = {}) {
  const taken = {
    NODE_TEST_CONTEXT: undefined,
    FORCE_COLOR: undefined,
    NO_COLOR: undefined,
    DATABASE_URL: undefined,
  }
  const child = spawn(process.execPath, words, {
    cwd,
    env: { ...process.env, ...taken, ...env },
    stdio: ['ignore', stdout, 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
    })
  }
  const ended: Promise<Ended> = once(child, 'close').then(([status, signal]) => ({
    status,
    signal,
    ...written,
  }))
  return { child, ended }
}

/** Runs `crosswalk` to its end. */
export const crosswalk = (words: readonly string[], { env, ...rest }: Surroundings = {}): Promise<Ended> =>
  startNode([join(projectRoot, 'bin/crosswalk.js'), ...words], {
    cwd: projectRoot,
    env: { CROSSWALK_USER: 'test', ...env },
    ...rest,
  }).ended
