import { create } from 'zustand'
import type { Job } from '../../shared/api/jobs.ts'
import type { Host } from '../hosts/host.ts'
import { queries } from './queries.ts'

/** The newest state of every job that the services know of, by id, the oldest first. */
export const useJobs = create<{ readonly jobs: ReadonlyMap<string, Job> }>(() => ({ jobs: new Map() }))

export const useRunningJobs = (): readonly Job[] => runningOf(useJobs().jobs)

export const runningOf = (jobs: ReadonlyMap<string, Job>): readonly Job[] =>
  [...jobs.values()].filter(({ state }) => state === 'running')

const AGAIN_MS = 1_000

/** Follows the jobs from now on, over every loss of the connection. `ended` hears of each that ends meanwhile. */
export async function followJobs({ api }: Host, ended: (job: Job) => void): Promise<never> {
  for (;;) {
    try {
      const known = new Set((await api.jobs.list()).map(({ id }) => id))
      // After the services were started anew, the jobs of their former life are gone.
      useJobs.setState(({ jobs }) => ({ jobs: new Map([...jobs].filter(([id]) => known.has(id))) }))
      for await (const job of await api.jobs.watch()) note(job, ended)
    } catch {
      // The connection is gone; whoever shows that knows it from the host.
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}

function note(job: Job, ended: (job: Job) => void): void {
  const before = useJobs.getState().jobs.get(job.id)
  useJobs.setState(({ jobs }) => ({ jobs: new Map(jobs).set(job.id, job) }))
  if (job.state === 'running' || before?.state !== 'running') return
  ended(job)
  // Whatever it was, the services may tell something else now.
  void queries.invalidateQueries()
}
