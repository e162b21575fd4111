import { os } from './context.ts'
import { jobs } from './services/jobs.ts'
import { session } from './services/session.ts'

/** The contract, carried out. Carriers bring it to the interface: a WebSocket, a MessagePort. */
export const router = os.router({ session, jobs })
