import { type } from '@orpc/contract'
import { z } from 'zod'
import { configIdField } from './config-id.ts'
import type {
  ConfigExplanation,
  ConfigReport,
  PreviewComparison,
  PreviewEntry,
  PreviewOverview,
  ShapeReport,
} from './evidence.ts'
import type { Started } from './jobs.ts'
import { procedure } from './procedure.ts'
import { agentField, versionField } from './sidecar/fields.ts'

/** Rows of a page of configs: what a list reads at once as it scrolls. */
export const CONFIGS_A_PAGE = 200

/** A version that migrations lead to, the greatest first. */
export type PreviewTarget = { readonly version: string; readonly summary: string }

/** What a preview that went through came to, as its job's result. */
export type PreviewMade = {
  readonly preview: string
  readonly agent: string
  readonly to: string
  readonly shapes: number
  readonly failed: number
}

const preview = z.string()

const filter = {
  preview,
  shape: z.string().optional(),
  /** JSON Pointer: configs in whose shape something happens there. */
  path: z.string().optional(),
  status: z.enum(['migrated', 'unchanged', 'failed']).optional(),
  /** The version that they come from. */
  from: z.string().optional(),
  finding: z.object({ code: z.string(), place: z.string() }).optional(),
  /** Begins the id of a config, a tenant or a user. */
  text: z.string().max(200).optional(),
}

export const previews = {
  /** Newest first. */
  list: procedure.input(z.object({ agent: agentField.optional() })).output(type<readonly PreviewEntry[]>()),
  targets: procedure.input(z.object({ agent: agentField })).output(type<readonly PreviewTarget[]>()),
  /** Over the newest snapshot where none is named. The job's result is `PreviewMade`. */
  run: procedure
    .input(z.object({ agent: agentField, to: versionField, snapshot: z.string().optional() }))
    .output(type<Started>()),
  get: procedure.input(z.object({ preview })).output(type<PreviewOverview>()),
  shape: procedure.input(z.object({ preview, shape: z.string() })).output(type<ShapeReport>()),
  /**
   * How many configs there are for a filter, and the last id of each page of `CONFIGS_A_PAGE`, but for the last one:
   * with it, `configs` reads any page by itself.
   */
  marks: procedure
    .input(z.object(filter))
    .output(type<{ readonly total: number; readonly ends: readonly string[] }>()),
  configs: procedure
    .input(z.object({ ...filter, after: configIdField.optional() }))
    .output(type<readonly ConfigReport[]>()),
  /** Runs one config anew, as the preview did. */
  explain: procedure.input(z.object({ preview, config: configIdField })).output(type<ConfigExplanation>()),
  compare: procedure
    .input(z.object({ before: z.string(), after: z.string() }))
    .output(type<PreviewComparison>()),
}
