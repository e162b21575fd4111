import { type CheckFinding, checkFinding, type Position } from '../../shared/checks/index.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { Edge } from './migration-path.ts'

/** What failed as a module was loaded, as a finding. Failures that are not the module's are raised again. */
export function failureFinding(error: unknown, file: string, { from, to }: Edge): CheckFinding {
  // Where the sandbox does not start, no module is to blame.
  if (!isCrosswalkError(error) || error.code === 'sandbox/no-start') throw error
  if (isCrosswalkError(error, 'migration/goes-down')) {
    return checkFinding('CW111', { file, place: `${from} to ${to}` }, error.data)
  }
  const at = placeIn(error.data)
  // The finding says the place itself.
  const problem = error.message.replace(`${file}:${at?.line}:${at?.column}: `, '').replace(`${file}: `, '')
  return checkFinding('CW100', { file, place: error.code, at }, { problem })
}

function placeIn(data: object): Position | undefined {
  const { line, column } = data as { line?: unknown; column?: unknown }
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined
}
