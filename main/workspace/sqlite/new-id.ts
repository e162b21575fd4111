import { randomBytes } from 'node:crypto'
import type { PreviewId, SnapshotId } from '../../services/ports/snapshots.ts'

/** As in `s-20261121-093015-4f2a`: short enough to type, and sorts by time. Not unique by itself: the table says. */
export function newId<P extends 's' | 'p'>(prefix: P, now: Date): P extends 's' ? SnapshotId : PreviewId {
  const [date = '', time = ''] = now.toISOString().split('T')
  const digits = (text: string): string => text.replace(/\D/g, '')
  const id = `${prefix}-${digits(date)}-${digits(time.slice(0, 8))}-${randomBytes(2).toString('hex')}`
  return id as ReturnType<typeof newId<P>>
}
