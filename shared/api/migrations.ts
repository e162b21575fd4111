import { type } from '@orpc/contract'
import { z } from 'zod'
import type { CheckFinding, SilencedFinding } from '../checks/index.ts'
import type { ChangeClass } from '../lens/lens.ts'
import { edgeIn } from './authoring.ts'
import { procedure } from './procedure.ts'
import { agentField } from './sidecar/fields.ts'

/** What is there, by its names alone: quick, and right even where no migration can be loaded. */
export type MigrationList = {
  readonly agents: readonly {
    readonly agent: string
    readonly title: string
    /** Of flows and of migrations, earliest first. */
    readonly versions: readonly string[]
    readonly edges: readonly { readonly from: string; readonly to: string; readonly path: string }[]
  }[]
}

export type GraphVersion = {
  readonly version: string
  /** Whether there is a flow of it; a migration may lead to a version that has none. */
  readonly flow: boolean
  /** Configs of the newest snapshot that stand here. */
  readonly configs: number
}

export type GraphEdge = {
  readonly from: string
  readonly to: string
  readonly path: string
  /** Missing where the module cannot be loaded; `problem` says why. */
  readonly class?: ChangeClass
  readonly summary?: string
  readonly steps?: readonly string[]
  readonly problem?: string
}

/** The version graph of an agent, with where its tenants stand. */
export type AgentGraph = {
  readonly agent: string
  readonly snapshot: { readonly id: string; readonly takenAt: string; readonly environment: string } | null
  readonly versions: readonly GraphVersion[]
  readonly edges: readonly GraphEdge[]
  /** Between versions that follow each other, where nobody has written a migration and no path leads. */
  readonly missing: readonly { readonly from: string; readonly to: string }[]
  readonly findings: readonly CheckFinding[]
}

export type CheckedMigrations = {
  readonly checked: readonly string[]
  readonly findings: readonly CheckFinding[]
  readonly suppressed: readonly SilencedFinding[]
}

/** A step as it was drafted. */
export type DraftStep = {
  /** As an author writes it. */
  readonly code: string
  /** From 0 to 1. */
  readonly confidence: number
  readonly because: readonly string[]
  readonly alternatives: readonly { readonly code: string; readonly confidence: number }[]
  readonly note: string | null
  readonly inside: readonly DraftStep[]
}

/** A migration that was just written, and what the draft rests on. */
export type DraftedMigration = {
  readonly agent: string
  readonly from: string
  readonly to: string
  readonly path: string
  /** Documents that the workspace does not have. */
  readonly missing: readonly string[]
  readonly sample: {
    readonly snapshot: string
    readonly masked: boolean
    readonly configs: number
    readonly taken: number
  } | null
  readonly steps: readonly DraftStep[]
  readonly verification: {
    readonly default_config: 'same' | 'differs' | 'fails' | 'unknown'
    readonly configs: number
    readonly failed: number
    readonly fitting: number
    readonly exact: number
  } | null
  readonly findings: readonly CheckFinding[]
}

/** The migrations of a workspace. */
export const migrations = {
  list: procedure.output(type<MigrationList>()),
  graph: procedure.input(z.object({ agent: agentField })).output(type<AgentGraph>()),
  /** Everything that `migration check` says. */
  check: procedure.output(type<CheckedMigrations>()),
  /** Writes the module, with drafted steps or with none. Raises `migration/exists`, `migration/unknown-version`, … */
  create: procedure
    .input(edgeIn.extend({ content: z.enum(['draft', 'blank']) }))
    .output(type<DraftedMigration>()),
}
