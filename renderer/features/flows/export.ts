import type { FlowName } from '../../../shared/api/flows.ts'
import { workbench } from '../../workbench/workbench.ts'

/** Gives a flow version to the person as a file that Langflow takes. */
export async function exportFlow({ agent, version }: FlowName): Promise<void> {
  try {
    const { file, text } = await workbench().host.api.flows.export({ agent, version })
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    const link = document.createElement('a')
    link.href = url
    link.download = file
    link.click()
    // The browser reads it within the click.
    URL.revokeObjectURL(url)
    workbench().log(`Exported ${agent} ${version} as ${file}`)
  } catch (error) {
    workbench().notifyFailure(error)
  }
}
