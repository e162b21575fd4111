import { create } from 'zustand'
import { workbench } from '../../../workbench/workbench.ts'
import { type ChosenFile, contentOf, refusalOf } from './read-file.ts'

type ImportState = {
  /** The files that somebody is asked about, one after the other. */
  readonly waiting: readonly (ChosenFile & { readonly agent: string | undefined })[]
}

/** Which files are about to be imported, wherever they were dropped or chosen. */
export const useImport = create<ImportState>(() => ({ waiting: [] }))

/** Shows what a file holds, and asks. Nothing is written before somebody says so. */
export async function askToImport(file: File, agent?: string): Promise<void> {
  const refusal = refusalOf({ name: file.name, sizeBytes: file.size })
  if (refusal !== undefined) return workbench().notify({ severity: 'error', message: refusal })
  try {
    const chosen = { file: file.name, content: await contentOf(file), agent }
    useImport.setState(({ waiting }) => ({ waiting: [...waiting, chosen] }))
  } catch (error) {
    // Somebody moved or deleted it between the choice and now.
    if (!(error instanceof DOMException)) throw error
    workbench().notify({ severity: 'error', message: `${file.name} cannot be read: ${error.message}` })
  }
}

/** Goes on to the next file, if there is one. */
export const endImport = (): void => useImport.setState(({ waiting }) => ({ waiting: waiting.slice(1) }))

/** Has the person choose files. */
export function chooseFile(agent?: string): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.json,.zip'
  input.multiple = true
  input.onchange = () => {
    for (const file of input.files ?? []) void askToImport(file, agent)
  }
  input.click()
}
