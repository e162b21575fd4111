import { type } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './procedure.ts'

/** An environment as the interface marks it. Nothing of its address. */
export type EnvironmentMark = {
  readonly name: string
  readonly kind: 'embedded' | 'external'
  /** Changing it asks for its name to be typed, and for it to be unlocked. */
  readonly protected: boolean
  readonly staging: boolean
}

/** Who looks at what. */
export type Session = {
  /** Name of whoever acts, as releases and the audit log will have it. */
  readonly who: string
  readonly version: string
  readonly workspace: {
    readonly name: string
    /** The folder, as a person would write it. */
    readonly folder: string
    readonly agents: readonly string[]
    readonly environments: readonly EnvironmentMark[]
  }
}

export const session = {
  get: procedure.output(type<Session>()),
  /** From now on, this session acts as somebody else. Databases with logins of their own go by those. */
  become: procedure.input(z.object({ who: z.string().trim().min(1).max(200) })).output(type<Session>()),
}
