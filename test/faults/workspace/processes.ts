// Starts `store-process.ts`, and listens to what it says.

import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SCRIPT = fileURLToPath(new URL('./store-process.ts', import.meta.url))

export type Running = {
  readonly lines: readonly string[]
  /** Resolves when it has said so many lines, or has ended. */
  said(count: number): Promise<void>
  kill(): void
  readonly ended: Promise<number | null>
}

type Test = { after(act: () => void): void }

export function start(test: Test, args: readonly string[]): Running {
  return follow(test, spawn(process.execPath, [SCRIPT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] }))
}

/** Runs it at the end of a shell command that takes something away from it first. */
export function startUnder(test: Test, prepare: string, args: readonly string[]): Running {
  const words = [process.execPath, SCRIPT, ...args].map((word) => `'${word}'`).join(' ')
  return follow(
    test,
    spawn('bash', ['-c', `${prepare} exec ${words}`], { stdio: ['ignore', 'pipe', 'inherit'] }),
  )
}

function follow(test: Test, child: ChildProcess): Running {
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const one of waiting) one()
  }
  const listen = (line: string): void => {
    lines.push(line)
    wake()
  }
  if (child.stdout) createInterface({ input: child.stdout }).on('line', listen)
  let over = false
  const ended = new Promise<number | null>((resolve) =>
    child.on('close', (code) => {
      over = true
      wake()
      resolve(code)
    }),
  )
  test.after(() => void child.kill('SIGKILL'))
  return {
    lines,
    ended,
    kill: () => void child.kill('SIGKILL'),
    said: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!over && lines.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
  }
}
