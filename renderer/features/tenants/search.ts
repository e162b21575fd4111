import { create } from 'zustand'

type Search = {
  /** `environment NAME` or `snapshot ID`; left out: the environment that the workbench looks at. */
  readonly place: string | undefined
  readonly text: string
}

/** What is looked for, and where: it outlives the side bar, which shows other things meanwhile. */
export const useSearch = create<Search>(() => ({ place: undefined, text: '' }))
