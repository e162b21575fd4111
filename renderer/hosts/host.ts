import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../../shared/api/index.ts'

/** Every call that the interface can make. Failures come as `FAILED` (see `failureOf`). */
export type Api = ContractRouterClient<Contract>

/** What differs between the desktop app and a browser. */
export type Host = {
  readonly kind: 'desktop' | 'browser'
  readonly api: Api
  /** Whether the services answer. Told at once, and at each change. */
  readonly onConnection: (hear: (connected: boolean) => void) => () => void
}
