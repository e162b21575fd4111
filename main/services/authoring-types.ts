import {
  authoringTypes,
  type TypedEdge,
  type TypeFiles,
} from '../../shared/authoring/types/authoring-types.ts'
import { editorSettings, namesTypes, TYPES_FOLDER } from '../../shared/authoring/types/editor-settings.ts'
import type { TypedVersion } from '../../shared/authoring/types/version-types.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

export type TypesResult = {
  /** Relative to the workspace. */
  readonly folder: string
  readonly versions: number
  /** Whether there was anything to write. */
  readonly changed: boolean
  /** Of `tsconfig.json`: written now, there already, or there and without a word of our types. */
  readonly editor: 'written' | 'ready' | 'foreign'
}

/** Brings the types for editors up to date, and writes `tsconfig.json` where there is none. Raises `workspace/*`. */
export async function writeAuthoringTypes(files: WorkspaceFiles): Promise<TypesResult> {
  const versions = await typedVersions(files)
  const changed = await files.writeTypes(await typesOf(files, versions))
  return {
    folder: TYPES_FOLDER,
    versions: versions.length,
    changed,
    editor: await writeEditorSettings(files),
  }
}

/**
 * Brings the types for editors up to date where that can be done: a workspace that cannot be written to, or a schema that
 * cannot be read, is no reason to leave undone what was asked for.
 */
export async function refreshAuthoringTypes(files: WorkspaceFiles): Promise<void> {
  try {
    await files.writeTypes(await typesOf(files, await typedVersions(files)))
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
  }
}

/** The declarations that one migration is checked against: those of its two versions alone. Raises `workspace/damaged`. */
export async function typesForEdge(files: WorkspaceFiles, edge: TypedEdge): Promise<TypeFiles> {
  const { agent, from, to } = edge
  const versions = await Promise.all(
    [from, to].map(async (version) => ({
      agent,
      version,
      schema: (await files.find({ kind: 'schema', agent, version }))?.value,
    })),
  )
  return authoringTypes({ versions, edges: [edge], steps: await files.stepTypes() })
}

async function typesOf(files: WorkspaceFiles, versions: readonly TypedVersion[]): Promise<TypeFiles> {
  return authoringTypes({
    versions,
    edges: await files.list('migration'),
    steps: await files.stepTypes(),
  })
}

/** All versions that have a flow or a schema; migrations can lead to a version that has no schema yet. */
async function typedVersions(files: WorkspaceFiles): Promise<readonly TypedVersion[]> {
  const refs = [...(await files.list('schema')), ...(await files.list('flow'))]
  const known = new Map(refs.map(({ agent, version }) => [`${agent} ${version}`, { agent, version }]))
  return Promise.all(
    [...known.values()].map(async (one) => ({
      ...one,
      schema: (await files.find({ kind: 'schema', ...one }))?.value,
    })),
  )
}

/** What is there stays: it may say much else, and that is its owner's. */
async function writeEditorSettings(files: WorkspaceFiles): Promise<TypesResult['editor']> {
  const there = await files.find({ kind: 'editor' })
  if (there) return namesTypes(there.value) ? 'ready' : 'foreign'
  await files.write({ kind: 'editor' }, editorSettings, 'absent')
  return 'written'
}
