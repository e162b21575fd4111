import { readdirSync, readFileSync } from 'node:fs'

/**
 * The most memory that this process and those it started hold at once while something runs, on Linux.
 * Proportional: a page that several processes share counts once.
 */
export class PeakMemory {
  peakMb = 0

  async during<T>(act: () => Promise<T>): Promise<T> {
    const timer = setInterval(() => this.#look(), 200)
    try {
      return await act()
    } finally {
      clearInterval(timer)
      this.#look()
    }
  }

  #look(): void {
    const mb = family().reduce((sum, pid) => sum + proportionalMb(pid), 0)
    this.peakMb = Math.max(this.peakMb, Math.round(mb))
  }
}

function family(): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : ''
    const parent = /\) \S (\d+)/.exec(stat)?.[1]
    if (parent !== undefined) parents.set(Number(name), Number(parent))
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === process.pid || isOurs(parents.get(pid)))
  return [...parents.keys()].filter(isOurs)
}

const proportionalMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024

// A process may end while it is looked at.
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
