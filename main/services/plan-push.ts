import type { PushPlan } from '../../shared/api/rollouts.ts'
import { getEnvironment, type WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { describeFreeze, findFreeze } from '../../shared/release/freeze.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import { limitsOf } from '../../shared/release/wave-readiness.ts'
import { subjectOf } from './backup.ts'
import type { BackupStore } from './ports/backup.ts'
import type { PushMeter } from './ports/estimate.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import type { VerificationStore } from './ports/verify.ts'
import { chooseWave, policyOf } from './push-gates.ts'
import { stagingOf } from './verify.ts'
import { lookAtRollout, type WatchParts } from './watch-rollout.ts'

export type PlanParts = WatchParts & {
  readonly backups: BackupStore
  readonly meter: PushMeter
  readonly verifications: VerificationStore
  /** Of another environment, by its name. Raises what cannot be reached. */
  readonly verificationsOf: (environment: string) => Promise<VerificationStore>
}

/** Looks at everything that a push would, and changes nothing. Raises `release/not-found`, and what the environment raises. */
export async function planPush(
  parts: PlanParts,
  name: ReleaseName,
  { settings }: { readonly settings: WorkspaceSettings },
): Promise<PushPlan> {
  const { environment } = parts.releases
  const release = await parts.releases.get(name)
  const policy = policyOf(settings, environment)
  const limits = limitsOf(settings.rollout)
  const reach = await parts.progress.reach(release)
  const { waves } = await lookAtRollout(parts, release, { reach, limits })
  const { next, waits } = await nextWave(parts, release, limits)
  const frozen = policy.protection === 'none' ? undefined : findFreeze(policy.freeze, new Date())
  const rate = await parts.meter.measure(release.agent)
  const staging = policy.protection === 'none' ? [] : stagingOf(settings)
  return {
    release: formatReleaseName(release),
    environment,
    state: release.state,
    protection: policy.protection,
    waves,
    next,
    waits,
    rate: rate === undefined ? null : { configsPerSecond: rate.configsPerSecond, by: rate.by },
    backup: await backupOf(parts, release, settings),
    frozen: frozen === undefined ? null : describeFreeze(frozen),
    staging,
    verified: staging.length === 0 ? 'not needed' : await verifiedOn(parts, release, staging),
    previewAgeHours: release.previewedAt === null ? null : hoursSince(release.previewedAt),
    previewMaxAgeHours: settings.preview_max_age_hours ?? null,
  }
}

async function nextWave(
  { waves }: PlanParts,
  release: ReleaseRecord,
  limits: ReturnType<typeof limitsOf>,
): Promise<Pick<PushPlan, 'next' | 'waits'>> {
  const known = await waves.list(release.id)
  try {
    return { next: chooseWave(formatReleaseName(release), known, { asked: undefined, limits }), waits: [] }
  } catch (error) {
    if (!isCrosswalkError(error, 'release/wave-not-ready')) throw error
    return { next: null, waits: error.data.reasons }
  }
}

async function backupOf(
  { backups }: PlanParts,
  release: ReleaseRecord,
  settings: WorkspaceSettings,
): Promise<PushPlan['backup']> {
  const isTaken =
    getEnvironment(settings, backups.environment).protected &&
    (await backups.countTouched(subjectOf(release))) > 0
  const own = (await backups.list()).find(
    ({ header }) => header?.environment === backups.environment && header.agent === release.agent,
  )?.header
  return {
    taken: isTaken ? 'before the push' : 'not needed',
    newest: own === undefined ? null : { moment: own.moment, release: own.release },
  }
}

/** The newest evidence counts, wherever it lies; a staging environment that cannot be reached from here has none. */
async function verifiedOn(
  { verifications, verificationsOf }: PlanParts,
  { digest }: ReleaseRecord,
  staging: readonly string[],
): Promise<PushPlan['verified']> {
  const found = [await verifications.findNewest(digest, staging)]
  for (const name of staging) {
    try {
      found.push(await (await verificationsOf(name)).findNewest(digest, [name]))
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
    }
  }
  const newest = found
    .filter((one) => one !== undefined)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0]
  return newest === undefined ? 'missing' : newest.passed ? 'passed' : 'failed'
}

const HOUR_MS = 3_600_000

const hoursSince = (moment: string): number =>
  Math.max(0, Math.round(((Date.now() - Date.parse(moment)) / HOUR_MS) * 10) / 10)
