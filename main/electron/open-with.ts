import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { OpenedFlow } from '../../shared/api/desktop.ts'
import { fail } from '../../shared/errors/index.ts'

/** A flow export is seldom over 1 MB; a zip of a project holds many. */
const MAX_BYTES = 20 * 1024 * 1024

/** What a person wants to be opened, by "open with", by dropping it on the icon, or by naming it in a terminal. */
export type Opening = {
  readonly folders: readonly string[]
  readonly files: readonly string[]
  /** Who acts, where the command line has said it. */
  readonly who: string | undefined
}

/** Reads the arguments after the program. Chromium adds switches of its own; all but ours are passed over. */
export function openingOf(words: readonly string[], cwd: string): Opening {
  const folders: string[] = []
  const files: string[] = []
  let who: string | undefined
  for (const word of words) {
    if (word.startsWith('--as=')) who = word.slice('--as='.length)
    if (word.startsWith('-') || /^[a-z][a-z0-9+.-]+:/i.test(word)) continue
    const path = resolve(cwd, word)
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isDirectory()) folders.push(path)
    else if (found?.isFile() && isFlowFile(path)) files.push(path)
  }
  return { folders, files, who }
}

const isFlowFile = (path: string): boolean => /\.(json|zip)$/i.test(path)

/** Reads a flow export for the page, which cannot. Raises `desktop/flow-unreadable`. */
export function readFlow(file: string): OpenedFlow {
  try {
    const { size } = statSync(file)
    if (size > MAX_BYTES) {
      const problem = `it has ${Math.ceil(size / 1024 / 1024)} MB, and an export has 20 at most`
      return fail('desktop/flow-unreadable', { file, problem })
    }
    return { name: basename(file), bytes: new Uint8Array(readFileSync(file)) }
  } catch (error) {
    if (!(error instanceof Error) || !('errno' in error)) throw error
    return fail('desktop/flow-unreadable', { file, problem: error.message }, { cause: error })
  }
}
