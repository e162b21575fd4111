import { implement } from '@orpc/server'
import { contract } from '../../shared/api/index.ts'
import type { Desk } from './desk.ts'
import { translated } from './failure.ts'

/** What every procedure is given beside its input. */
export type Context = {
  /** The services of one workspace, and the long work under way there. */
  readonly desk: Desk
  /** One window or tab, and who sits at it. */
  readonly visitor: Visitor
  /** A link that lets another browser in: only where browsers are served. */
  readonly link?: () => string
}

export type Visitor = { who: string }

/** Implements a procedure of the contract; expected errors come out as its `FAILED`. */
export const os = implement(contract)
  .$context<Context>()
  .use(({ context, next, path }) => translated(async () => next(), { desk: context.desk, path }))
