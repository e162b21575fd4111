import type { Edge } from './edge.ts'

/** What commands may ask of a migration's editor. */
export type ActiveEditor = {
  readonly element: HTMLElement
  readonly edge: Edge
  readonly save: () => void
  readonly format: () => void
}

let last: ActiveEditor | undefined

/** The editor that was used last is the one that commands mean. */
export const activate = (editor: ActiveEditor): void => {
  last = editor
}

export const release = (editor: ActiveEditor): void => {
  if (last === editor) last = undefined
}

/** The migration's editor that a person sees and used last. */
export const activeEditor = (): ActiveEditor | undefined =>
  last?.element.checkVisibility() ? last : undefined
