import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { TypeFiles } from '../../../shared/authoring/types/authoring-types.ts'
import type { AgentName } from '../../../shared/config/ids.ts'
import { fail } from '../../../shared/errors/index.ts'
import type {
  Contents,
  Etag,
  Expected,
  FileKind,
  FileRef,
  ListedKind,
  Stored,
  WorkspaceFiles,
} from '../../services/ports/workspace.ts'
import { writeWhole } from './atomic-write.ts'
import { decode, encode } from './contents.ts'
import { systemCode, translateFileError } from './file-errors.ts'
import { compareRefs, folders, layouts, listedKinds, pathOf, remedyFor, toRef } from './layout.ts'
import { checkFolder, safePath } from './safe-path.ts'
import { readStepTypes, writeTypesFolder } from './types-folder.ts'

/** The files of a workspace in a folder of the disk. `root` is a real, absolute path. */
export class FolderWorkspaceFiles implements WorkspaceFiles {
  readonly root: string
  readonly #writing = new Map<string, Promise<unknown>>()

  constructor(root: string) {
    this.root = root
  }

  pathOf(file: FileRef): string {
    return pathOf(file)
  }

  async read<K extends FileKind>(file: FileRef<K>): Promise<Stored<Contents[K]>> {
    const found = await this.find(file)
    return found ?? fail('workspace/file-not-found', { file: pathOf(file), remedy: remedyFor(file.kind) })
  }

  async find<K extends FileKind>(file: FileRef<K>): Promise<Stored<Contents[K]> | undefined> {
    const path = pathOf(file)
    const bytes = await this.#bytes(path)
    return bytes && { value: decode<K>(file.kind as K, bytes, path), etag: etagOf(bytes) }
  }

  async write<K extends FileKind>(file: FileRef<K>, value: Contents[K], expected: Expected): Promise<Etag> {
    const path = pathOf(file)
    const bytes = Buffer.from(encode<K>(file.kind as K, value))
    await this.#inTurn(path, () => this.#replace(path, bytes, expected))
    return etagOf(bytes)
  }

  async list<K extends ListedKind>(kind: K, agent?: AgentName): Promise<FileRef<K>[]> {
    const refs = (await this.#names(layouts[kind].folder))
      .map((path) => toRef(kind, path))
      .filter((ref) => ref !== undefined)
    return refs.filter((ref) => agent === undefined || ref.agent === agent).sort(compareRefs)
  }

  async strays(): Promise<string[]> {
    const names = await Promise.all(folders.map((folder) => this.#names(folder)))
    return names.flat().filter((path) => listedKinds.every((kind) => toRef(kind, path) === undefined))
  }

  stepTypes(): Promise<string> {
    return readStepTypes()
  }

  async writeTypes(types: TypeFiles): Promise<boolean> {
    return writeTypesFolder(this.root, types)
  }

  async #bytes(path: string): Promise<Buffer | undefined> {
    try {
      return await readFile(await safePath(this.root, path))
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return undefined
      return translateFileError(error, path, 'read')
    }
  }

  /** Paths of all files at most one folder below, sorted, without those that are hidden. */
  async #names(folder: string): Promise<string[]> {
    try {
      await checkFolder(this.root, join(this.root, folder), folder)
      const entries = await readdir(join(this.root, folder), { withFileTypes: true })
      const nested = await Promise.all(
        entries
          .filter(({ name }) => !name.startsWith('.'))
          .map(async (entry) => {
            if (!entry.isDirectory()) return [`${folder}/${entry.name}`]
            const names = await readdir(join(this.root, folder, entry.name))
            return names
              .filter((name) => !name.startsWith('.'))
              .map((name) => `${folder}/${entry.name}/${name}`)
          }),
      )
      return nested.flat().sort()
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return []
      return translateFileError(error, folder, 'read')
    }
  }

  async #replace(path: string, bytes: Buffer, expected: Expected): Promise<void> {
    try {
      await this.#check(path, expected)
      const target = await safePath(this.root, path)
      await mkdir(dirname(target), { recursive: true })
      await writeWhole(target, bytes, {
        how: expected === 'absent' ? 'create' : 'replace',
        // Once more at the last moment. Between this look and the rename an editor could still save; our
        // own commands cannot, for they hold the workspace's lock.
        beforeRename: () => this.#check(path, expected),
      })
    } catch (error) {
      if (systemCode(error) === 'EEXIST') fail('workspace/already-exists', { file: path })
      translateFileError(error, path, 'write')
    }
  }

  async #check(path: string, expected: Expected): Promise<void> {
    const bytes = await this.#bytes(path)
    if (expected === 'absent') {
      if (bytes) fail('workspace/already-exists', { file: path })
    } else if (!bytes || etagOf(bytes) !== expected) {
      fail('workspace/changed-underneath', { file: path })
    }
  }

  /** Writes of one file go one after the other, so that of two with the same etag only the first succeeds. */
  async #inTurn(path: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#writing.get(path) ?? Promise.resolve()).catch(() => undefined).then(work)
    this.#writing.set(path, turn)
    try {
      await turn
    } finally {
      if (this.#writing.get(path) === turn) this.#writing.delete(path)
    }
  }
}

const etagOf = (bytes: Uint8Array): Etag => createHash('sha256').update(bytes).digest('hex') as Etag
