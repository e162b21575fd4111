import { create } from 'zustand'
import type { Host } from '../hosts/host.ts'
import { queries } from './queries.ts'
import { say } from './speech.tsx'

type Connection = {
  readonly connected: boolean
  /** Whether there was a connection before: the first one is only awaited. */
  readonly was: boolean
}

/** Whether the services answer. */
export const useConnection = create<Connection>(() => ({ connected: false, was: false }))

/** Follows the connection; when it is back, everything that is shown is asked for again. */
export function followConnection(host: Host): void {
  host.onConnection((connected) => {
    const { was, connected: before } = useConnection.getState()
    if (connected === before) return
    useConnection.setState({ connected, was: was || connected })
    if (!was) return
    say(connected ? 'The services answer again.' : 'The services do not answer. What you write is kept.')
    if (connected) void queries.invalidateQueries()
  })
}
