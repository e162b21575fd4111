import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Electron } from './electron.ts'
import { KeptFile } from './kept-file.ts'

const REMEMBERED = 10

/** Workspaces that were open lately, the last one first. */
export class RecentFolders {
  readonly #electron: Electron
  readonly #file: KeptFile<z.ZodArray<z.ZodString>>

  constructor(electron: Electron, file: string) {
    this.#electron = electron
    this.#file = new KeptFile(file, z.array(z.string()))
  }

  /** Those that are still there. */
  list(): readonly string[] {
    return (this.#file.read() ?? []).filter(isWorkspace)
  }

  add(folder: string): void {
    this.#file.write([folder, ...this.#others(folder)].slice(0, REMEMBERED))
    this.#electron.app.addRecentDocument(folder)
  }

  forget(folder: string): void {
    this.#file.write(this.#others(folder))
    // The system's own list can only be emptied.
    this.#electron.app.clearRecentDocuments()
  }

  #others(folder: string): string[] {
    return (this.#file.read() ?? []).filter((other) => other !== folder)
  }
}

export const isWorkspace = (folder: string): boolean => existsSync(join(folder, 'crosswalk.json'))
