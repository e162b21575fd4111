import { getEnvironment, type WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import { describeFreeze, type Freeze, findFreeze } from '../../shared/release/freeze.ts'
import { formatReleaseName } from '../../shared/release/name.ts'
import { limitsOf, readinessOf, type WaveLimits } from '../../shared/release/wave-readiness.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import type { RolloutStore } from './ports/rollouts.ts'
import type { WaveRecord } from './ports/waves.ts'

/** What the workspace asks of rollouts to an environment. */
export type RolloutPolicy = {
  readonly environment: string
  readonly protection: 'none' | 'protected'
  readonly freeze: readonly Freeze[]
  readonly limits: WaveLimits
  /** Missing where any age will do. */
  readonly previewMaxAgeHours?: number
}

export const policyOf = (settings: WorkspaceSettings, environment: string): RolloutPolicy => ({
  environment,
  protection: getEnvironment(settings, environment).protected ? 'protected' : 'none',
  freeze: settings.rollout.freeze,
  limits: limitsOf(settings.rollout),
  previewMaxAgeHours: settings.preview_max_age_hours,
})

/** Refuses to touch a protected environment that nobody has named. Raises `release/unconfirmed`. */
export function requireConfirmed(policy: RolloutPolicy, release: string, confirm: string | undefined): void {
  const { environment, protection } = policy
  if (protection === 'none' || confirm === environment) return
  fail('release/unconfirmed', { release, environment, confirmed: confirm ?? null })
}

/**
 * Refuses to begin or go on in a window in which a protected environment is frozen, unless a reason is given, which
 * is recorded. Raises `release/frozen`.
 */
export async function requireThawed(
  policy: RolloutPolicy,
  release: ReleaseRecord,
  by: {
    readonly rollouts: RolloutStore
    readonly who: string
    readonly despiteFreeze?: string | undefined
  },
): Promise<void> {
  const frozen = policy.protection === 'none' ? undefined : findFreeze(policy.freeze, new Date())
  if (frozen === undefined) return
  const label = formatReleaseName(release)
  const window = describeFreeze(frozen)
  const { environment } = policy
  const reason = by.despiteFreeze
  if (reason === undefined) return fail('release/frozen', { release: label, environment, window })
  const detail = { release: label, window, reason }
  await by.rollouts.audit(release.id, { who: by.who, action: 'rollout.despite_freeze', detail })
}

const HOUR_MS = 3_600_000

/**
 * Refuses to begin a rollout on a preview that is older than the workspace allows. One that has begun may be brought
 * to its end, for half-way is the worse place. Raises `release/preview-too-old`.
 */
export function requireFreshPreview(policy: RolloutPolicy, release: ReleaseRecord): void {
  const { previewMaxAgeHours: limitHours } = policy
  const begins = release.state === 'approved' || release.state === 'verified'
  if (!begins || limitHours === undefined || release.previewedAt === null) return
  const ageHours = (Date.now() - Date.parse(release.previewedAt)) / HOUR_MS
  if (ageHours <= limitHours) return
  const preview = `of ${formatReleaseName(release)}`
  fail('release/preview-too-old', { preview, ageHours: Math.round(ageHours * 10) / 10, limitHours })
}

/**
 * The wave to go up to: the one that is asked for, else the first that is not completed, once the one before it has
 * held. Raises `release/no-such-wave`, `release/wave-not-ready`.
 */
export function chooseWave(
  release: string,
  waves: readonly WaveRecord[],
  { asked, limits }: { readonly asked: number | 'all' | undefined; readonly limits: WaveLimits | undefined },
): number {
  const count = Math.max(1, waves.length)
  if (asked === 'all') return count
  if (asked !== undefined) {
    if (asked > count) fail('release/no-such-wave', { release, wave: asked, waves: count })
    return asked
  }
  const next = waves.find(({ state }) => state !== 'completed')
  if (next === undefined) return count
  const before = waves[next.wave - 2]
  if (before?.baked !== undefined && next.state === 'pending' && limits !== undefined) {
    const { waits, objections } = readinessOf({ ...before, baked: before.baked }, limits)
    const reasons = [...objections, ...waits]
    if (reasons.length > 0) fail('release/wave-not-ready', { release, wave: before.wave, reasons })
  }
  return next.wave
}
