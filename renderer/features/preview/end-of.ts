import { useJobs } from '../../workbench/jobs.ts'

/** What a job came to, once it has ended; undefined where it failed or was cancelled, which its notice tells. */
export const endOf = (id: string): Promise<unknown> =>
  new Promise((resolve) => {
    const look = (): boolean => {
      const job = useJobs.getState().jobs.get(id)
      if (job === undefined || job.state === 'running') return false
      resolve(job.state === 'done' ? job.result : undefined)
      return true
    }
    if (look()) return
    const stop = useJobs.subscribe(() => {
      if (look()) stop()
    })
  })
