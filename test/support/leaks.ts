// Loaded before every test file (`npm test`). Node's runner waits for a test process to exit, for ever
// where something was left open; here such a process names what it left open, and fails.

import { isMainThread } from 'node:worker_threads'
import './compile-cache.ts'

const FILE_LIMIT_MS = 300_000
/** What a pool or a child process may still take to close once the last test has ended. */
const GRACE_MS = Number(process.env.TEST_LEAK_GRACE_MS ?? 5_000)

function giveUp(reason: string): void {
  process.stderr.write(
    `${process.argv[1]}: ${reason}; open: ${process.getActiveResourcesInfo().join(', ')}\n`,
  )
  process.exit(1)
}

// The runner itself, and threads and processes that a test starts, load this file too.
const isTestFile = process.env.NODE_TEST_CONTEXT !== undefined && /\.test\.tsx?$/.test(process.argv[1] ?? '')
if (isTestFile && isMainThread) {
  const { after } = await import('node:test')
  // Unreferenced, both: neither timer keeps a process alive that has nothing else to wait for.
  setTimeout(giveUp, FILE_LIMIT_MS, `still running after ${FILE_LIMIT_MS / 1000} s`).unref()
  after(() => {
    setTimeout(giveUp, GRACE_MS, 'all tests have ended, but something keeps the process from ending').unref()
  })
}
