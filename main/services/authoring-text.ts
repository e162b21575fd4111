import type { TypeFiles } from '../../shared/authoring/types/authoring-types.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import { refreshAuthoringTypes, typesForEdge } from './authoring-types.ts'
import { requireAgent } from './bundles.ts'
import type { Edge } from './migration-path.ts'
import type { Expected, WorkspaceFiles } from './ports/workspace.ts'

export type OpenedMigration = { readonly path: string; readonly source: string; readonly etag: string }

export type SavedMigration =
  | { readonly state: 'saved'; readonly etag: string }
  | { readonly state: 'changed'; readonly source: string; readonly etag: string }
  | { readonly state: 'gone' }

/** The module of a migration as it is on the disk. Raises `workspace/unknown-agent`, `migration/not-found`. */
export async function openMigration(files: WorkspaceFiles, edge: Edge): Promise<OpenedMigration> {
  await requireAgent(files, edge.agent)
  const path = files.pathOf({ kind: 'migration', ...edge })
  const stored = await files.find({ kind: 'migration', ...edge })
  return stored
    ? { path, source: stored.value, etag: stored.etag }
    : fail('migration/not-found', { ...edge, path })
}

/**
 * Writes the module of a migration, unless the file is another one than the writer takes to be there: then it says which
 * one is. Raises `workspace/unknown-agent`, and what writing a file raises.
 */
export async function saveMigration(
  files: WorkspaceFiles,
  edge: Edge,
  { source, expected }: { readonly source: string; readonly expected: string },
): Promise<SavedMigration> {
  await requireAgent(files, edge.agent)
  try {
    const etag = await files.write({ kind: 'migration', ...edge }, source, expected as Expected)
    await refreshAuthoringTypes(files)
    return { state: 'saved', etag }
  } catch (error) {
    if (
      !isCrosswalkError(error, 'workspace/changed-underneath') &&
      !isCrosswalkError(error, 'workspace/already-exists')
    )
      throw error
    const there = await files.find({ kind: 'migration', ...edge })
    return there ? { state: 'changed', source: there.value, etag: there.etag } : { state: 'gone' }
  }
}

/** The declarations that a migration is checked against. Raises `workspace/unknown-agent`, `workspace/damaged`. */
export async function migrationTypes(files: WorkspaceFiles, edge: Edge): Promise<TypeFiles> {
  await requireAgent(files, edge.agent)
  return typesForEdge(files, edge)
}
