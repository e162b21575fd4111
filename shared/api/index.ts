import { jobs } from './jobs.ts'
import { session } from './session.ts'

/** Everything that the interface can ask of the services: one key a service, one file each. */
export const contract = { session, jobs }

export type Contract = typeof contract
