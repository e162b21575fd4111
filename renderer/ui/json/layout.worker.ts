// Lays large documents out beside the page, which meanwhile goes on.

import { type Job, layOutLines, layOutRows } from './layouts.ts'
import type { PackedLines } from './packed.ts'

const buffersOf = ({ ends, forms }: PackedLines): readonly ArrayBuffer[] => [ends.buffer, forms.buffer]

self.onmessage = ({ data: { id, job } }: MessageEvent<{ readonly id: number; readonly job: Job }>) => {
  try {
    if (job.kind === 'lines') {
      const laid = layOutLines(job.text)
      self.postMessage({ id, laid }, { transfer: [...buffersOf(laid)] })
    } else {
      const laid = layOutRows(job.before, job.after)
      const own = [laid.kinds.buffer, laid.lefts.buffer, laid.rights.buffer]
      self.postMessage({ id, laid }, { transfer: [...own, ...buffersOf(laid.lines)] })
    }
  } catch (error) {
    // Goes to whoever asked, as if it had happened there.
    self.postMessage({ id, error })
  }
}
