// Loaded before every test file (`npm test`). What Node has compiled once, and has taken the types off, is there for
// every process of the run: loading `main/compose.ts` takes 0.25 s then instead of 0.65, and hundreds of processes do.
// Node keeps it by content, version and flags, and does without where it is missing or damaged.

import { rmSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/compiled-for-tests', import.meta.url))
/** What was compiled of files that have changed since stays there, so that the folder is made anew now and then. */
const OLD_MS = 7 * 86_400_000

if (isMainThread && process.env.NODE_COMPILE_CACHE === undefined) {
  const made = statSync(FOLDER, { throwIfNoEntry: false })
  if (made !== undefined && Date.now() - made.birthtimeMs > OLD_MS)
    rmSync(FOLDER, { recursive: true, force: true })
  enableCompileCache(FOLDER)
  // For the processes that this one starts.
  process.env.NODE_COMPILE_CACHE = FOLDER
}
