import type { TypedEdge } from '../../shared/authoring/types/authoring-types.ts'
import { type CheckFinding, checkFinding } from '../../shared/checks/index.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { typesForEdge } from './authoring-types.ts'
import type { Sandbox } from './ports/sandbox.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

type Parts = { readonly files: WorkspaceFiles; readonly sandbox: Sandbox }

/**
 * CW130: where an authored module does not fit the types that come from the schemas of its two versions. `source` is the
 * text of the edge's own file. A module whose types cannot be checked, because that would take too long, say, is a finding too.
 */
export async function checkTypes(
  { files, sandbox }: Parts,
  edge: TypedEdge,
  source: string,
  options: { signal?: AbortSignal } = {},
): Promise<readonly CheckFinding[]> {
  const { agent, from, to } = edge
  const file = files.pathOf({ kind: 'migration', agent, from, to })
  const types = await typesForEdge(files, edge)
  try {
    const problems = await sandbox.checkTypes(source, { file, types, ...options })
    return problems.map(({ message, ...at }) => checkFinding('CW130', { file, at }, { problem: message }))
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return [checkFinding('CW130', { file, at: { line: 1, column: 1 } }, { problem: error.message })]
  }
}
