import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plainCode } from './plain-code.ts'

/** A program of ours that is to run in a process of its own, with as few rights as Node can give. */
export type Program = {
  /** File beside this one. */
  readonly file: string
  readonly args?: readonly string[]
  readonly memoryMb: number
  /** Folders that it may read beside our own code. */
  readonly readable?: readonly string[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Our code, and what we depend on: beside it, or in the folder that we are installed in ourselves. */
function ownFolders(): string[] {
  const installed = fileURLToPath(import.meta.resolve('ses')).replace(/(.*[\\/]node_modules)[\\/].*/s, '$1')
  return [...['main', 'shared', 'package.json', 'node_modules'].map((name) => join(root, name)), installed]
}

/** Folders under both names where one is a link: Node asks for either. */
const reading = (folders: readonly string[]): string[] => {
  const there = folders.filter((folder) => existsSync(folder))
  return [...new Set([...there, ...there.map((folder) => realpathSync(folder))])]
}

/**
 * Starts a program. It may read our code and what we depend on, and nothing else: no other file, no
 * writing, no processes, no threads, no addons. Its environment is empty, so no secret is inherited.
 * Node 24 cannot take the network away; a compartment has no way to it.
 *
 * Threads stay forbidden, though a thread could watch over a process that hangs: Node warns, and it was
 * tried, that a thread started with `execArgv: []` has every right again. See `reaper.ts`.
 */
export function spawn({ file, args = [], memoryMb, readable = [] }: Program): ChildProcess {
  const plain = plainCode()
  const [start, ...words] = plain === undefined ? [file, ...args] : ['boot.js', plain, file, ...args]
  return fork(fileURLToPath(new URL(start as string, import.meta.url)), words, {
    // What a debugger or a test runner gave our own process is not for this one.
    execArgv: [
      '--permission',
      ...reading([...ownFolders(), ...readable, ...(plain === undefined ? [] : [plain])]).map(
        (folder) => `--allow-fs-read=${folder}`,
      ),
      `--max-old-space-size=${memoryMb}`,
      // What a batch leaves behind is garbage at once. Of a preview, 16 MB took 4 % less time than 8, and 8 took 8 % less than 4.
      '--max-semi-space-size=16',
      // There is a process for every core: threads to help with so small a nursery cost more than they do.
      '--no-parallel-scavenge',
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
