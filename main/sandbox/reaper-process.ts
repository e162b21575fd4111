// Ends the processes of a sandbox whose owner is gone. One that is idle sees that for itself; one that is
// caught in a loop does not, and would go on for ever.
export type ReaperNotice = { readonly watch: number } | { readonly forget: number }

/** Time for those that can to leave by themselves. */
const GRACE_MS = 300

const watched = new Set<number>()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

process.on('message', (notice: ReaperNotice) => {
  if ('watch' in notice) watched.add(notice.watch)
  else watched.delete(notice.forget)
})

process.on('disconnect', () => {
  setTimeout(() => {
    for (const pid of watched) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has left.
      }
    }
    process.exit()
  }, GRACE_MS)
})
