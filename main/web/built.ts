import { createHash } from 'node:crypto'
import { glob, mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { fail } from '../../shared/errors/index.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Where the built interface is. */
export const BUILT = join(ROOT, 'out/renderer')
/** What it was built from, beside it. */
const MARK = 'built-from'

type Buildable = {
  readonly root: string
  /** What it is built from. A package has none of it, only what was built. */
  readonly sources: readonly string[]
  /** Where to. */
  readonly folder: string
  readonly build: (folder: string) => Promise<void>
}

const INTERFACE: Buildable = {
  root: ROOT,
  sources: ['{renderer,shared}/**/*.{ts,tsx,css,html,svg,ttf}', 'package-lock.json', 'main/web/bundle.ts'],
  folder: BUILT,
  // Loaded only now: what was built is served without esbuild.
  build: async (folder) => (await import('./bundle.ts')).bundleRenderer(folder),
}

/** Whoever builds says every second that it does; a lock as old as this was left by a process that is gone. */
const STALE_MS = 15_000
const BEAT_MS = 1000
const LOOK_MS = 100

export type BuildOptions = {
  readonly signal: AbortSignal
  /** It is being built now, which takes some seconds. */
  readonly building: () => void
  /** Left out: the interface. */
  readonly what?: Buildable
}

/**
 * Builds the interface where it is missing, or older than what it is made from. One process at a time; another one
 * waits for it. Raises `web/not-built`.
 */
export async function ensureBuilt({ signal, building, what = INTERFACE }: BuildOptions): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const wanted = await stateOfSources(what)
    if (wanted === undefined || wanted === (await stateOfBuilt(what))) return
    const unlock = await lock(what.folder)
    if (unlock === undefined) {
      await sleep(LOOK_MS, undefined, { signal })
      continue
    }
    try {
      building()
      // What changes meanwhile is built at the next start.
      return await buildAs(wanted, what)
    } finally {
      await unlock()
    }
  }
}

async function buildAs(state: string, { folder, build }: Buildable): Promise<void> {
  const fresh = `${folder}.${process.pid}`
  try {
    await build(fresh)
    await writeFile(join(fresh, MARK), state)
    await rm(folder, { recursive: true, force: true })
    await rename(fresh, folder)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    return fail('web/not-built', { folder, problem: (error as Error).message }, { cause: error })
  }
}

/** Changes with every source: by names, sizes and times, which takes 10 ms where reading them all takes 100. */
async function stateOfSources({ root, sources }: Buildable): Promise<string | undefined> {
  const hash = createHash('sha256')
  const files: string[] = []
  for await (const file of glob(sources, { cwd: root })) if (!/\.test\.tsx?$/.test(file)) files.push(file)
  if (!files.some((file) => file.endsWith('.tsx'))) return undefined
  for (const file of files.sort()) {
    const { size, mtimeMs } = await stat(join(root, file))
    hash.update(`${file}\n${size}\n${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

async function stateOfBuilt({ folder }: Buildable): Promise<string | undefined> {
  try {
    return await readFile(join(folder, MARK), 'utf8')
  } catch {
    return undefined
  }
}

/** Gives what unlocks it, or undefined where another process builds. */
async function lock(folder: string): Promise<(() => Promise<void>) | undefined> {
  const file = `${folder}.lock`
  try {
    await mkdir(dirname(file), { recursive: true })
    await (await open(file, 'wx')).close()
    const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), BEAT_MS)
    return async () => {
      clearInterval(beat)
      await rm(file, { force: true })
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST') return fail('web/not-built', { folder, problem: message }, { cause: error })
    const made = await stat(file).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > STALE_MS) await rm(file, { force: true })
    return undefined
  }
}

if (import.meta.main) await ensureBuilt({ signal: new AbortController().signal, building: () => {} })
