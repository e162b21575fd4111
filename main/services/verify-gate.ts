import { getEnvironment, type WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import { statesFor } from '../../shared/release/lifecycle.ts'
import { formatReleaseName } from '../../shared/release/name.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type { Verification, VerificationStore } from './ports/verify.ts'
import { stagingOf } from './verify.ts'

export type VerifyGateParts = {
  readonly releases: ReleaseStore
  /** Of the environment that the release goes to. */
  readonly verifications: VerificationStore
  /** Of another environment, by its name. Raises what cannot be reached. */
  readonly verificationsOf: (environment: string) => Promise<VerificationStore>
}

/**
 * Keeps a release from a protected environment until just its contents were verified on staging, where the workspace
 * has a staging environment. The evidence is carried over, and the release is then `verified`. Gives it; undefined
 * where none is asked for.
 *
 * A staging environment that cannot be reached from here has to have been carried over before
 * (`release verify --carry`). Raises `verify/not-verified`, `verify/failed`.
 */
export async function requireVerified(
  parts: VerifyGateParts,
  release: ReleaseRecord,
  { settings, who }: { readonly settings: WorkspaceSettings; readonly who: string },
): Promise<Verification | undefined> {
  const { releases, verifications } = parts
  const { environment } = verifications
  const staging = stagingOf(settings)
  if (staging.length === 0 || !getEnvironment(settings, environment).protected) return undefined
  await carryAll(parts, release, { staging, who })
  const label = formatReleaseName(release)
  const newest = await verifications.findNewest(release.digest, staging)
  if (newest === undefined) return fail('verify/not-verified', { release: label, environment, staging })
  if (!newest.passed) {
    const problems = newest.checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`)
    fail('verify/failed', {
      release: label,
      environment,
      staging: newest.environment,
      at: newest.at,
      problems,
    })
  }
  const from = statesFor('verify')
  if (from.includes(release.state)) await releases.setState(release, { from, to: 'verified', who })
  return newest
}

/** Writes the newest evidence of an environment down in another one. Does nothing where there is none. */
export async function carryVerification(
  verification: Verification | undefined,
  to: VerificationStore,
  { who }: { readonly who: string },
): Promise<void> {
  if (verification !== undefined) await to.record(verification, { who })
}

async function carryAll(
  { verifications, verificationsOf }: VerifyGateParts,
  { digest }: ReleaseRecord,
  { staging, who }: { readonly staging: readonly string[]; readonly who: string },
): Promise<void> {
  for (const name of staging) {
    try {
      const there = await verificationsOf(name)
      await carryVerification(await there.findNewest(digest, [name]), verifications, { who })
    } catch (error) {
      // Many a machine that reaches production does not reach staging. What was carried over before decides then.
      if (!isCrosswalkError(error)) throw error
    }
  }
}
