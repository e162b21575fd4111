import { create } from 'zustand'

/** What somebody wants of a rollout: only to look at it, or to be asked about a push or a rollback. */
export type Intent = 'watch' | 'push' | 'rollback'

type Which = { readonly release: string; readonly environment: string }

const keyOf = ({ release, environment }: Which): string => `${release} ${environment}`

const useIntents = create<{ readonly intents: ReadonlyMap<string, Intent> }>(() => ({ intents: new Map() }))

/** Says what a rollout's editor is to show, whether it is open already or not. */
export const intend = (which: Which, intent: Intent): void =>
  useIntents.setState(({ intents }) => ({ intents: new Map(intents).set(keyOf(which), intent) }))

export const useIntent = (which: Which): Intent =>
  useIntents(({ intents }) => intents.get(keyOf(which))) ?? 'watch'
