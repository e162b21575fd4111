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

/** A name as releases and the audit log will have it: one line, and something on it. */
const personField = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(200, 'is longer than 200 characters')
  .regex(/^\P{Cc}*$/u, 'is more than one line')

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
  become: procedure.input(z.object({ who: personField })).output(type<Session>()),
  /** A link that lets another browser in, once. Raises `web/no-links` in the desktop app. */
  link: procedure.output(type<{ readonly link: string }>()),
}
