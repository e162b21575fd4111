import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A program of ours that is to run in a process of its own, with as few rights as Node can give. */
export type Program = {
  /** File beside this one. */
  readonly file: string
  readonly args?: readonly string[]
  readonly memoryMb: number
  /** Folders that it may read beside our own code. */
  readonly readable?: readonly string[]
}

const root = realpathSync(fileURLToPath(new URL('../..', import.meta.url)))

/** The folder that this package's dependencies are installed in: ours, or the one that we are installed in. */
const packages = (): string =>
  fileURLToPath(import.meta.resolve('ses')).replace(/(.*[\\/]node_modules)[\\/].*/s, '$1')

/**
 * Starts a program. It may read our code and what we depend on, and nothing else: no other file, no
 * writing, no processes, no threads, no addons. Its environment is empty, so no secret is inherited.
 * Node 24 cannot take the network away; a compartment has no way to it.
 *
 * Threads stay forbidden, though a thread could watch over a process that hangs: Node warns, and it was
 * tried, that a thread started with `execArgv: []` has every right again. See `reaper.ts`.
 */
export function spawn({ file, args = [], memoryMb, readable = [] }: Program): ChildProcess {
  const folders = [`${root}/main`, `${root}/shared`, `${root}/package.json`, packages(), ...readable]
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    // What a debugger or a test runner gave our own process is not for this one.
    execArgv: [
      '--permission',
      ...folders
        .filter((folder) => existsSync(folder))
        .map((folder) => `--allow-fs-read=${realpathSync(folder)}`),
      `--max-old-space-size=${memoryMb}`,
      // `value.__proto__` is a member like any other, as it is in JSON.
      '--disable-proto=delete',
      '--no-warnings',
    ],
    env: { TZ: 'UTC' },
    cwd: root,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}
