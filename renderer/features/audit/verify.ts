import { getChosenEnvironment } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'

/** Has every hash of the chosen environment's audit log computed anew. */
export async function verifyAudit(): Promise<void> {
  const { host, notify } = workbench()
  const environment = await getChosenEnvironment()
  if (!environment) return
  const { job } = await host.api.audit.verify({ environment: environment.name })
  notify({ severity: 'info', message: `Verifying the audit log of ${environment.name}`, job })
}
