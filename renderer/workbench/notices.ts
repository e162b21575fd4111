import { create } from 'zustand'
import type { Job } from '../../shared/api/jobs.ts'
import { failureWords } from '../hosts/failure.ts'
import { log } from './output.ts'
import type { Notice } from './workbench.ts'

export type ShownNotice = Notice & {
  readonly id: number
  readonly at: string
  /** Beside the page; what is not is in the list behind the bell. */
  readonly toast: boolean
  /** How often the same was said in a row. */
  readonly times: number
}

type Notices = { readonly notices: readonly ShownNotice[]; readonly centre: boolean; readonly unseen: number }

/** What was told, the newest first, and whether the list of it is open. */
export const useNotices = create<Notices>(() => ({ notices: [], centre: false, unseen: 0 }))

/** Notices that are kept. */
const KEPT = 100
/** Good news goes by itself, also while nobody looks; what it offers can be had behind the bell from then on. */
const SHOWN_MS = 8_000
/** It takes longer to make up one's mind. A warning with a button waits for somebody. */
const OFFERED_MS = 20_000

let count = 0

export function notify(notice: Notice): void {
  const id = count++
  log(`${notice.severity}: ${notice.message}`)
  useNotices.setState(({ notices, centre, unseen }) => {
    const same = notices.find(
      (one) => one.message === notice.message && one.severity === notice.severity && one.job === notice.job,
    )
    const shown = {
      ...notice,
      id,
      at: new Date().toISOString(),
      toast: !centre,
      times: (same?.times ?? 0) + 1,
    }
    return {
      notices: [shown, ...notices.filter((one) => one !== same)].slice(0, KEPT),
      unseen: centre ? 0 : unseen + 1,
    }
  })
  const offers = (notice.actions?.length ?? 0) > 0
  const stays = notice.severity === 'error' || notice.job !== undefined
  if (stays || (offers && notice.severity !== 'info')) return
  setTimeout(() => hideToast(id), offers ? OFFERED_MS : SHOWN_MS)
}

export function notifyFailure(error: unknown): void {
  if (error instanceof Error && error.name === 'AbortError') return
  notify({ severity: 'error', message: failureWords(error).message })
}

/** A job has ended: its notice goes by itself if it went well, and stays as an error if it did not. */
export function settleJobNotice({ id, state }: Job): void {
  const found = useNotices.getState().notices.find(({ job }) => job === id)
  if (!found) return
  if (state !== 'failed') return void setTimeout(() => hideToast(found.id), SHOWN_MS)
  useNotices.setState(({ notices, centre }) => ({
    notices: notices.map((one) =>
      one === found ? { ...one, severity: 'error' as const, toast: !centre } : one,
    ),
  }))
}

/** Takes a notice from beside the page; the list keeps it. */
export const hideToast = (id: number): void =>
  useNotices.setState(({ notices }) => ({
    notices: notices.map((one) => (one.id === id ? { ...one, toast: false } : one)),
  }))

export const dropNotice = (id: number): void =>
  useNotices.setState(({ notices }) => ({ notices: notices.filter((one) => one.id !== id) }))

export const clearNotices = (): void => useNotices.setState({ notices: [], centre: false, unseen: 0 })

/** Opens the list, or closes it. What is in it is beside the page no longer. */
export const toggleCentre = (): void =>
  useNotices.setState(({ notices, centre }) => ({
    centre: !centre,
    unseen: 0,
    notices: notices.map((one) => ({ ...one, toast: false })),
  }))
