import { fail } from '../../shared/errors/index.ts'
import { type FlowImportResult, type FlowVersion, importFlowFile } from './flows.ts'
import type { LangflowServer } from './ports/langflow.ts'
import type { Workspace } from './ports/workspace.ts'

export type PullOptions = FlowVersion & {
  /** Puts another flow in the place of one that is there. */
  readonly replace: boolean
  readonly signal: AbortSignal
}

/**
 * Takes a flow out of an environment's Langflow into the workspace, secrets removed, just as an import of
 * its export would. Raises `langflow/no-flow` and the like, and what `importFlowFile` raises.
 */
export async function pullFlow(
  { workspace, langflow }: { readonly workspace: Workspace; readonly langflow: LangflowServer },
  id: string,
  { signal, ...options }: PullOptions,
): Promise<FlowImportResult> {
  const text = await langflow.findFlow(id, { signal })
  if (text === undefined) {
    return fail('langflow/no-flow', { environment: langflow.environment, place: langflow.place, id })
  }
  const source = `flow ${id} of ${langflow.place}`
  return importFlowFile(workspace, new TextEncoder().encode(text), { ...options, source })
}
