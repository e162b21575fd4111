import { type } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './procedure.ts'
import { agentField, versionField } from './sidecar/fields.ts'

type Words = { readonly who: string; readonly at: string; readonly reason: string }

/** What users set at a path is lost in the configs of a shape. */
export type LossEntry = {
  readonly path: string
  /** `dropped` is declared by a step; `dropped-silently` is not, and blocks unless it is accepted by name. */
  readonly class: string
  readonly step: string | null
  readonly shape: string
  readonly from: string
  readonly configs: number
  /** Whether it stands against a proposal. */
  readonly blocks: boolean
  readonly accepted: Words | null
}

/** An acceptance that the newest preview knows no loss for. */
export type NamedAcceptance = Words & { readonly path: string; readonly shape: string }

/** What a version loses, as `loss list --json` prints it too. */
export type LossList = {
  readonly agent: string
  readonly to: string
  readonly preview: string
  /** Those that block first. */
  readonly losses: readonly LossEntry[]
  /** Acceptances that fit no more, for the migration or the default config has changed since. */
  readonly forgotten: readonly NamedAcceptance[]
  /** Acceptances that fit, of losses that this preview has not met. */
  readonly unmet: readonly NamedAcceptance[]
}

const name = { agent: agentField, to: versionField }
const named = { path: z.string(), shapes: z.array(z.string()).min(1) }

export const losses = {
  list: procedure.input(z.object({ ...name, preview: z.string().optional() })).output(type<LossList>()),
  accept: procedure
    .input(z.object({ ...name, ...named, reason: z.string(), preview: z.string().optional() }))
    .output(type<{ readonly file: string; readonly accepted: number }>()),
  withdraw: procedure
    .input(z.object({ ...name, ...named }))
    .output(type<{ readonly file: string; readonly withdrawn: number }>()),
}
