import { type } from '@orpc/contract'
import { z } from 'zod'
import { configIdField } from './config-id.ts'
import { procedure } from './procedure.ts'

/** A config that was found, without its contents. */
export type FoundConfig = {
  readonly config: string
  readonly tenant: string
  readonly user: string
  readonly agent: string
  readonly version: string
}

export type FoundConfigs = {
  readonly configs: readonly FoundConfig[]
  /** The id after which there are more; null at the end. */
  readonly next: string | null
}

/** What ended a state of a config: who did it, when and why. */
export type StateEnd = {
  readonly at: string
  readonly kind: 'push' | 'rollback' | 'restore' | 'edit'
  /** Null where nobody has noted it. */
  readonly who: string | null
  /** As the history has it. */
  readonly reason: string
  readonly release: string | null
}

/** One state that a config has had, without its contents. */
export type ConfigState = {
  /** Its row in the history, by which it is restored; null for the state that the config has now. */
  readonly id: string | null
  readonly version: string
  /** Null for the state that it has now. */
  readonly ended: StateEnd | null
}

/** What a state holds. */
export type StateText = {
  readonly version: string
  /** JSON text, with stand-ins for what is secret or masked. */
  readonly text: string
}

export type ConfigHistory = FoundConfig & {
  readonly environment: string
  /** Places whose values are stand-ins. */
  readonly masked: readonly string[]
  /** Oldest first; the last is the one that it has now. */
  readonly states: readonly ConfigState[]
  /** What releases did to it. */
  readonly journal: readonly {
    readonly release: string
    readonly state: string
    readonly doneAt: string
    readonly undoneAt: string | null
    readonly reason: string | null
  }[]
}

export type Restored = {
  readonly config: string
  readonly agent: string
  readonly from_version: string
  readonly version: string
  /** The state of the history that holds what was replaced; null where both were the same, and nothing was changed. */
  readonly replaced: string | null
}

const environment = z.string()

export const tenants = {
  /** By the beginning of an id of a config, a tenant or a user; all of them for an empty text. Changes nothing. */
  find: procedure
    .input(
      z.object({
        in: z.union([z.object({ environment }), z.object({ snapshot: z.string() })]),
        text: z.string().max(200),
        after: configIdField.optional(),
      }),
    )
    .output(type<FoundConfigs>()),
  history: procedure.input(z.object({ environment, config: configIdField })).output(type<ConfigHistory>()),
  /** One state of it by its row in the history; null for the state that it has now. */
  state: procedure
    .input(z.object({ environment, config: configIdField, state: z.uuid().nullable() }))
    .output(type<StateText>()),
  /** `confirm` is the environment's name once more, where it is protected. */
  restore: procedure
    .input(
      z.object({
        environment,
        config: configIdField,
        state: z.uuid(),
        reason: z.string(),
        confirm: z.string().optional(),
      }),
    )
    .output(type<Restored>()),
}
