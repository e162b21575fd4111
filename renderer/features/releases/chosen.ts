import { create } from 'zustand'

const useChoices = create<{ readonly chosen: ReadonlyMap<string, string> }>(() => ({ chosen: new Map() }))

/** The environment in which a release is looked at; undefined where nobody has chosen one. */
export const useChosen = (release: string): string | undefined =>
  useChoices(({ chosen }) => chosen.get(release))

/** Has the editor of a release show another environment, whether it is open already or not. */
export const chooseIn = (release: string, environment: string): void =>
  useChoices.setState(({ chosen }) => ({ chosen: new Map(chosen).set(release, environment) }))
