// Owns a sandbox in which a config hangs, tells whose processes there are, and waits to be killed.
import { readdirSync, readFileSync } from 'node:fs'
import { SesSandbox } from '../../../main/sandbox/sandbox.ts'
import { sourceOf } from './hostile.ts'

const sandbox = new SesSandbox({
  cores: 1,
  evaluators: new URL('./evaluators.ts', import.meta.url),
  limits: { batchMs: 60_000, configMs: 60_000 },
})
const loop = sourceOf({ name: 'loops', body: 'for (;;);', ends: { results: [] } })
const session = await sandbox.open('up', { path: [await sandbox.load(loop, { file: 'm.ts' })] })
await session.run([{ value: 'good' }])
session.run([{ hostile: true }]).catch(() => {})
setTimeout(() => process.send?.(childrenOf(process.pid)), 200)

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent)
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}
