import { useEffect, useMemo, useState } from 'react'
import { type Job, type Laid, layOutLines, layOutRows } from './layouts.ts'
import type { PackedLines, PackedRows } from './packed.ts'

/** Letters that are laid out at once: it takes some 20 ms. A config has some thousand. */
const AT_ONCE = 200_000

/** The lines of a JSON text; undefined while a large one is being laid out. */
export function useLines(text: string): PackedLines | undefined {
  const small = useMemo(() => (text.length <= AT_ONCE ? layOutLines(text) : undefined), [text])
  const job = useMemo<Job | undefined>(() => (small ? undefined : { kind: 'lines', text }), [small, text])
  const large = useElsewhere<'lines'>(job)
  return small ?? large
}

/** The rows of two JSON texts side by side; undefined while large ones are being compared. */
export function useRows(before: string, after: string): PackedRows | undefined {
  const small = useMemo(
    () => (before.length + after.length <= AT_ONCE ? layOutRows(before, after) : undefined),
    [before, after],
  )
  const job = useMemo<Job | undefined>(
    () => (small ? undefined : { kind: 'rows', before, after }),
    [small, before, after],
  )
  const large = useElsewhere<'rows'>(job)
  return small ?? large
}

function useElsewhere<Kind extends Job['kind']>(job: Job | undefined): Laid[Kind] | undefined {
  const [done, setDone] = useState<{ readonly job: Job; readonly laid: Laid[Kind] }>()
  useEffect(() => {
    if (job === undefined) return
    return inWorker(
      job,
      // The worker answers a job of a kind with what that kind comes to.
      (laid) => setDone({ job, laid: laid as Laid[Kind] }),
      (error) =>
        setDone(() => {
          throw error
        }),
    )
  }, [job])
  return job !== undefined && done?.job === job ? done.laid : undefined
}

type Answer = { readonly id: number } & ({ readonly laid: unknown } | { readonly error: unknown })

let worker: Worker | undefined
let last = 0

/** Has the worker do a job. What is given back stops listening; what it does already goes on. */
function inWorker(job: Job, onDone: (laid: unknown) => void, onError: (error: unknown) => void): () => void {
  worker ??= new Worker('/layout.worker.js', { name: 'layout', type: 'module' })
  const at = worker
  const id = ++last
  const hear = ({ data }: MessageEvent<Answer>) => {
    if (data.id !== id) return
    stop()
    if ('error' in data) onError(data.error)
    else onDone(data.laid)
  }
  const lost = () => {
    stop()
    worker = undefined
    onError(new Error('What lays documents out could not be loaded. Reload the window.'))
  }
  const stop = () => {
    at.removeEventListener('message', hear)
    at.removeEventListener('error', lost)
  }
  at.addEventListener('message', hear)
  at.addEventListener('error', lost)
  at.postMessage({ id, job })
  return stop
}
