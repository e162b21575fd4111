import type { TypeFiles } from '../../../shared/authoring/types/authoring-types.ts'
import type { AgentName, Version } from '../../../shared/config/ids.ts'
import type { WorkspaceSettings } from '../../../shared/config/workspace-file.ts'
import type { FlowMeta } from '../../../shared/flow/metadata.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import type { ChecklistFile } from '../../../shared/release/checklist-form.ts'
import type { Acceptance } from '../../../shared/review/acceptance-form.ts'

/** What each kind of file holds once read. JSON is lossless; a migration is the text of its module. */
export type Contents = {
  settings: WorkspaceSettings
  flow: JsonObject
  meta: FlowMeta
  schema: JsonObject
  defaults: JsonObject
  migration: string
  release: JsonObject
  /** Silent losses on the way to a version that were accepted by name. Kept by path, then by shape. */
  accepted: readonly Acceptance[]
  /** What people ticked of a release's checklist, and what the doctor found for it. */
  checklist: ChecklistFile
  /** What editors check migrations by: `tsconfig.json`, as text, for it may hold comments. */
  editor: string
}

export type FileKind = keyof Contents

/** Which file is meant, by what it is rather than where it lies. */
export type FileRef<K extends FileKind = FileKind> = K extends SingleKind
  ? { readonly kind: K }
  : K extends 'migration'
    ? { readonly kind: K; readonly agent: AgentName; readonly from: Version; readonly to: Version }
    : { readonly kind: K; readonly agent: AgentName; readonly version: Version }

/** Kinds of which a workspace has one. */
export type SingleKind = 'settings' | 'editor'
/** Kinds of which a workspace has many. */
export type ListedKind = Exclude<FileKind, SingleKind>

declare const etagBrand: unique symbol
/** SHA-256 of a file's bytes: two reads with the same etag read the same file. */
export type Etag = string & { readonly [etagBrand]: true }

export type Stored<T> = { readonly value: T; readonly etag: Etag }

/** What a writer takes to be there: the file that it read, or none. */
export type Expected = Etag | 'absent'

/**
 * The files of a workspace that live in Git. Every read gives an etag and every write takes one, so
 * that a file which something else changed in between is never overwritten.
 */
export interface WorkspaceFiles {
  /** Absolute path of the workspace. */
  readonly root: string
  /** Where a file lies, relative to the root, with slashes: for messages and links. */
  pathOf(file: FileRef): string
  /** Raises `workspace/file-not-found`, `workspace/damaged`, `workspace/bad-settings` and what `find` raises. */
  read<K extends FileKind>(file: FileRef<K>): Promise<Stored<Contents[K]>>
  /** Like `read`, but undefined where there is no such file. */
  find<K extends FileKind>(file: FileRef<K>): Promise<Stored<Contents[K]> | undefined>
  /** Writes whole or not at all. Raises `workspace/changed-underneath` or `workspace/already-exists`. */
  write<K extends FileKind>(file: FileRef<K>, value: Contents[K], expected: Expected): Promise<Etag>
  /** All files of a kind, by agent, then in order of version. */
  list<K extends ListedKind>(kind: K, agent?: AgentName): Promise<FileRef<K>[]>
  /** Files in the workspace's own folders whose names say nothing to us: misnamed, most likely. */
  strays(): Promise<string[]>
  /** The declarations of the steps, which all workspaces share. */
  stepTypes(): Promise<string>
  /**
   * Has editors see these declarations and no others from now on, whole or not at all, in `.crosswalk/types`. Gives
   * whether anything had to be written. Raises what `write` raises of the disk.
   */
  writeTypes(types: TypeFiles): Promise<boolean>
}

/** Held by a command that writes, so that no two do at once. Freed by the system when the process dies. */
export interface WorkspaceLock {
  release(): Promise<void>
}

export interface Workspace {
  readonly files: WorkspaceFiles
  /** Raises `workspace/busy` at once where another command holds it. `command` is what the other one is told. */
  lock(command: string): Promise<WorkspaceLock>
}
