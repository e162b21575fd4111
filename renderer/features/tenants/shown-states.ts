import type { ConfigState, StateEnd } from '../../../shared/api/tenants.ts'

/** A state of a config with what began it: what ended the one before. */
export type ShownState = {
  readonly key: string
  /** Its row in the history; null for the state that the config has now. */
  readonly id: string | null
  /** 0 for the newest. */
  readonly at: number
  readonly isNow: boolean
  readonly title: string
  readonly version: string
  /** Undefined for the first state that the history has. */
  readonly began: StateEnd | undefined
}

/** The states of a history, oldest first, as a person reads them: newest first, each with what made it so. */
export function shownStates(states: readonly ConfigState[]): readonly ShownState[] {
  return states
    .map(({ id, version, ended }, index): ShownState => {
      const began = states[index - 1]?.ended ?? undefined
      const when = began === undefined ? 'at first' : `since ${began.at.slice(0, 16).replace('T', ' ')}`
      return {
        key: id ?? 'now',
        id,
        at: states.length - 1 - index,
        isNow: ended === null,
        title: ended === null ? `${version}, now` : `${version}, ${when}`,
        version,
        began,
      }
    })
    .toReversed()
}
