import { eventIterator, type } from '@orpc/contract'
import { z } from 'zod'
import type { ConfigId } from '../config/ids.ts'
import type { ReleaseState } from '../release/lifecycle.ts'
import type { Started } from './jobs.ts'
import { procedure } from './procedure.ts'
import { releaseIn } from './release-field.ts'
import { uuidField } from './sidecar/fields.ts'

export type WaveView = {
  readonly wave: number
  readonly state: 'pending' | 'rolling_out' | 'paused' | 'completed'
  /** Share of the tenants that it and the waves before it reach by the hash. */
  readonly percent: number
  /** Its own tenants, and their configs that the release is about. */
  readonly tenants: number
  readonly configs: number
  readonly migrated: number
  readonly held: number
  readonly failed: number
  readonly bakeMinutes: number
  readonly bakeReads: number
  readonly baked: { readonly minutes: number; readonly reads: number | null } | null
  /** What the next wave waits for, and what speaks against it: sentences without a full stop. */
  readonly waits: readonly string[]
  readonly objections: readonly string[]
}

/** What of a release stands in the journal, in configs. */
export type RolloutFigures = {
  readonly configs: number
  readonly migrated: number
  readonly unchanged: number
  /** Of those migrated, the ones that were not as previewed and went on by their shape. */
  readonly drifted: number
  readonly held: number
  readonly failed: number
  readonly restored: number
  readonly keptEdits: number
  readonly conflicts: number
  /** Of those migrated, the ones with edits that an earlier rollback had put aside. */
  readonly readBack: number
}

/** A rollout as its environment's database has it at one moment, whoever works on it. */
export type RolloutView = {
  readonly release: string
  readonly environment: string
  readonly state: ReleaseState
  /** By the database's clock, ISO 8601 in UTC. */
  readonly at: string
  readonly holder: string | null
  /** What was ordered, by whom. */
  readonly order: {
    readonly wish: 'run' | 'pause' | 'cancel' | 'done'
    readonly wave: number
    readonly promotion: 'by-hand' | 'automatic'
    readonly maxRate: number | null
    readonly askedBy: string
    readonly reason: string | null
  } | null
  readonly figures: RolloutFigures
  /** Configs that it has still to deal with: in the waves that are ordered, else in all. */
  readonly remaining: number
  /** Configs a second, over the last ten seconds. */
  readonly perSecond: number
  /** The last two minutes: seconds before `at`, and configs a second then. */
  readonly rates: readonly { readonly secondsAgo: number; readonly perSecond: number }[]
  /** The last batches, the newest first: one transaction each. */
  readonly batches: readonly { readonly secondsAgo: number; readonly configs: number }[]
  /** One where the release has but one. */
  readonly waves: readonly WaveView[]
  readonly workers: readonly { readonly name: string; readonly concurrency: number }[]
  /** What the database has to bear; 1 is the limit, beyond which a rollout goes slower. */
  readonly pressure: {
    readonly strain: number
    readonly replicationLagMs: number
    readonly replicationLagBytes: number
    /** Replicas whose lag the login may not see: nothing goes by them. */
    readonly hiddenReplicas: number
    readonly walBytesPerSecond: number
    /** Sessions of others, beside which a rollout goes gently. */
    readonly othersAtWork: number
    readonly blockedSessions: number
    readonly connections: number
  }
}

/** A config that a release has left alone, or could not take back. */
export type Trouble = {
  readonly config: ConfigId
  /** Null where the config is gone. */
  readonly tenant: string | null
  readonly state: 'held' | 'failed'
  readonly shape: string | null
  readonly wave: number
  readonly reason: string
}

/** What a push would begin with and touch, before anybody orders it. */
export type PushPlan = {
  readonly release: string
  readonly environment: string
  readonly state: ReleaseState
  readonly protection: 'none' | 'protected'
  readonly waves: readonly WaveView[]
  /** The wave that a push goes up to by itself; null where something speaks against it: `waits` says what. */
  readonly next: number | null
  readonly waits: readonly string[]
  /** Configs a second that were measured; null where there are no configs. */
  readonly rate: { readonly configsPerSecond: number; readonly by: 'journal' | 'sample' } | null
  readonly backup: {
    /** Whether the push begins with one. */
    readonly taken: 'before the push' | 'not needed'
    readonly newest: { readonly moment: string; readonly release: string } | null
  }
  /** The window of `freeze` that it is in, in words. */
  readonly frozen: string | null
  /** The environments in which it has to be verified before; none where nothing is asked for. */
  readonly staging: readonly string[]
  readonly verified: 'not needed' | 'passed' | 'failed' | 'missing'
  readonly previewAgeHours: number | null
  readonly previewMaxAgeHours: number | null
}

/** What a rollback would do. Numbers are of configs, but for `edits_aside`. */
export type RollbackSums = {
  readonly restored: number
  readonly kept_edits: number
  readonly conflicts: number
  readonly failed: number
  readonly edits_aside: number
  readonly moved_on: number
  readonly deleted: number
}

/** What a rollback would do to one config. Paths, never values. */
export type ForecastLine = {
  readonly config: ConfigId
  readonly to: string
  readonly would: 'restored' | 'kept_edits' | 'conflict' | 'failed'
  readonly edits: readonly { readonly path: string; readonly outcome: string }[]
  readonly reason: string | null
}

/** Page by page; `sums` comes with the last. Configs that would be restored exactly are counted and not listed. */
export type ForecastPage = {
  readonly seen: number
  readonly lines: readonly ForecastLine[]
  readonly sums: RollbackSums | null
  /** Releases that stand on top, the topmost first. */
  readonly newer: readonly string[]
}

/** What a rollback did to one config. */
export type TakenBackLine = {
  readonly config: ConfigId
  readonly state: 'restored' | 'kept_edits' | 'conflict' | 'failed' | 'standing' | 'deleted'
  readonly reason: string | null
  readonly paths: readonly { readonly path: string; readonly outcome: string }[]
}

export type TakenBackPage = {
  readonly seen: number
  readonly lines: readonly TakenBackLine[]
  readonly sums: {
    readonly configs: { readonly [state in TakenBackLine['state']]: number }
    readonly paths: { readonly [outcome: string]: number }
  } | null
}

/** The environment's name once more, where it is protected. */
const confirm = z.string().optional()
const reason = z.string().trim().min(1, 'is empty').max(2_000, 'is too long')
const scope = z.object({
  wave: z.int().min(1).optional(),
  tenants: z.array(uuidField).min(1).max(1_000).optional(),
  configs: z
    .array(uuidField.transform((id) => id as ConfigId))
    .min(1)
    .max(1_000)
    .optional(),
})

export const rollouts = {
  /** At once and then each time that something has changed, for as long as somebody watches. */
  watch: procedure.input(releaseIn).output(eventIterator(type<RolloutView>())),
  /** Held and failed configs in the order of their ids, page by page. */
  troubles: procedure
    .input(releaseIn.extend({ after: uuidField.optional() }))
    .output(type<{ readonly troubles: readonly Trouble[]; readonly next: string | null }>()),
  plan: procedure.input(releaseIn).output(type<PushPlan>()),
  push: procedure
    .input(
      releaseIn.extend({
        /** Left out: the next one. */
        wave: z.union([z.int().min(1), z.literal('all')]).optional(),
        promotion: z.enum(['by-hand', 'automatic']),
        /** Configs a second, at most. */
        maxRate: z.number().positive('is not above 0').optional(),
        confirm,
        despiteFreeze: reason.optional(),
        /** A backup of the operator's own, in the place of ours. */
        backup: z.object({ taken: z.iso.datetime({ offset: true }), note: reason }).optional(),
      }),
    )
    .output(type<Started>()),
  pause: procedure.input(releaseIn.extend({ reason: reason.optional() })).output(type<{ state: string }>()),
  cancel: procedure.input(releaseIn.extend({ reason: reason.optional() })).output(type<{ state: string }>()),
  /** Lets a paused rollout go on as it was ordered: by a worker where one is there, else by a push of this process. */
  resume: procedure
    .input(releaseIn.extend({ confirm, despiteFreeze: reason.optional() }))
    .output(type<Started>()),
  forecast: procedure.input(releaseIn.extend({ scope })).output(eventIterator(type<ForecastPage>())),
  rollBack: procedure
    .input(
      releaseIn.extend({
        scope,
        /** What becomes of releases that stand on top. */
        newer: z.enum(['refuse', 'undo']),
        emergency: reason.optional(),
        confirm,
      }),
    )
    .output(type<Started>()),
  takenBack: procedure.input(releaseIn).output(eventIterator(type<TakenBackPage>())),
}
