import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'

/** Does something that changes what the services tell, and has it told anew; a failure is shown. Whether it was done. */
export async function act(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    workbench().notifyFailure(error)
    return false
  } finally {
    void queries.invalidateQueries({ predicate: ({ queryKey }) => CHANGED.has(String(queryKey[0])) })
  }
}

const CHANGED = new Set(['releases', 'rollouts', 'checklists'])

/** Long work was ordered: it shows among the jobs, and as a notice with its progress. */
export const started = (message: string, { job }: { readonly job: string }): void =>
  workbench().notify({ severity: 'info', message, job })
