import { create } from 'zustand'

export type ProblemSeverity = 'error' | 'warning' | 'info'

/** Something to be put right, with its place. */
export type Problem = {
  /** Of a check: 'CW101'. */
  readonly code?: string
  readonly severity: ProblemSeverity
  readonly message: string
  /** Within the workspace. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
  readonly column?: number
  /** Leads there. */
  readonly open?: () => void
}

type Problems = { readonly byOwner: ReadonlyMap<string, readonly Problem[]> }

/** Every problem that is known, by who found it. */
export const useProblems = create<Problems>(() => ({ byOwner: new Map() }))

/** Replaces all problems of one owner: an editor, a check. An empty list takes them away. */
export const setProblems = (owner: string, problems: readonly Problem[]): void =>
  useProblems.setState(({ byOwner }) => {
    const next = new Map(byOwner)
    if (problems.length === 0) next.delete(owner)
    else next.set(owner, problems)
    return { byOwner: next }
  })

/** How many there are of each severity. */
export function countProblems(byOwner: Problems['byOwner']): Readonly<Record<ProblemSeverity, number>> {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const problems of byOwner.values()) for (const { severity } of problems) counts[severity] += 1
  return counts
}
