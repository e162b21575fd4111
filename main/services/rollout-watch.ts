import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { Order, OrderStore } from './ports/orders.ts'

/** What somebody else wants of a rollout that is under way. */
export type Wanted = Pick<Order, 'wish' | 'askedBy'>

export type Watch = {
  /** Aborted by the caller's signal, and when somebody wants the rollout paused or cancelled. */
  readonly signal: AbortSignal
  readonly asked: () => Wanted | undefined
  readonly stop: () => void
}

// Whoever pauses a rollout sees it stand within a second or two.
const LOOK_MS = 700

/** Looks again and again at what is wanted of a rollout. */
export function watchOrder(orders: OrderStore, releaseId: string, signal: AbortSignal): Watch {
  const wanted = new AbortController()
  let asked: Wanted | undefined
  let isLooking = false
  const look = async (): Promise<void> => {
    if (isLooking) return
    isLooking = true
    try {
      const order = await orders.find(releaseId)
      if (order?.wish !== 'pause' && order?.wish !== 'cancel') return
      asked = order
      wanted.abort(new DOMException(`${order.askedBy} has asked for a ${order.wish}`, 'AbortError'))
    } catch (error) {
      // The batches meet the same trouble, and tell of it.
      if (!isCrosswalkError(error)) throw error
    } finally {
      isLooking = false
    }
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  return {
    signal: AbortSignal.any([signal, wanted.signal]),
    asked: () => asked,
    stop: () => clearInterval(timer),
  }
}
