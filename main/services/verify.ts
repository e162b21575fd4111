import type { RolloutFigures } from '../../shared/api/rollouts.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import type { Smoke } from '../../shared/config/smoke-schema.ts'
import { getEnvironment, type WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import { readBundle } from '../../shared/release/bundle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { DeepCheck } from './ports/database.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type { SmokeRunner, Verification, VerificationCheck, VerificationStore } from './ports/verify.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'
import { readRelease } from './releases.ts'

export type VerifyParts = {
  readonly files: WorkspaceFiles
  readonly releases: ReleaseStore
  readonly verifications: VerificationStore
  readonly smoke: SmokeRunner
  /** What the journal has of a release, and how many configs its push has still to look at. */
  readonly counts: (release: ReleaseRecord) => Promise<RolloutFigures & { readonly pending: number }>
  /** Whether what has to be true of the data is: reads every config that releases have dealt with. */
  readonly examine: () => Promise<readonly DeepCheck[]>
}

export type VerifyOptions = {
  readonly settings: WorkspaceSettings
  readonly who: string
  readonly signal: AbortSignal
  readonly progress?: (event: { readonly done: number; readonly total: number }) => void
}

/** The environments in which releases are verified before they get to what is protected. */
export const stagingOf = ({ environments }: WorkspaceSettings): readonly string[] =>
  Object.keys(environments).filter((name) => environments[name]?.staging === true)

/**
 * Looks over a release that was pushed to staging: whether it is the one of this workspace, whether its push is
 * through, whether the data are whole, and whether the requests that the workspace declares get the answers that they
 * should. The evidence is kept there, whether it passes or not.
 *
 * Raises `verify/not-staging`, `verify/other-digest`, `verify/secret-unset`, `release/wrong-state`, `release/damaged`.
 */
export async function verifyRelease(
  parts: VerifyParts,
  name: ReleaseName,
  { settings, who, signal, progress }: VerifyOptions,
): Promise<Verification> {
  const { releases, verifications } = parts
  const { environment } = releases
  if (getEnvironment(settings, environment).staging !== true) {
    fail('verify/not-staging', { environment, staging: stagingOf(settings) })
  }
  const release = await releases.get(name)
  await requirePushed(parts, release, environment)
  const label = formatReleaseName(name)
  readBundle(await releases.bundleOf(release), release.digest, label)
  const looks: readonly Look[] = [
    { name: 'rollout', look: () => lookAtRollout(parts, release) },
    { name: 'data', look: () => lookAtData(parts) },
    ...smokesFor(settings, { agent: name.agent, environment }).map((smoke) => ({
      name: `smoke: ${smoke.name}`,
      look: () => parts.smoke.run(smoke, { ...name, signal }),
    })),
  ]
  const checks: VerificationCheck[] = []
  for (const look of looks) {
    signal.throwIfAborted()
    progress?.({ done: checks.length, total: looks.length })
    checks.push(await timed(look))
  }
  const verification = {
    release: label,
    digest: release.digest,
    environment,
    passed: checks.every(({ ok }) => ok),
    checks,
    who,
    at: await verifications.now(),
  }
  await verifications.record(verification, { who })
  return verification
}

type Look = {
  readonly name: string
  readonly look: () => Promise<{ readonly ok: boolean; readonly detail: string }>
}

async function timed({ name, look }: Look): Promise<VerificationCheck> {
  const started = performance.now()
  const found = await look()
  return { name, ...found, seconds: Math.round(performance.now() - started) / 1000 }
}

/** The release of this workspace, where it has one of that name, and one whose push has come to its end. */
async function requirePushed(
  { files }: VerifyParts,
  release: ReleaseRecord,
  environment: string,
): Promise<void> {
  const label = formatReleaseName(release)
  const own = await files.find({ kind: 'release', ...nameOf(release) })
  if (own !== undefined) {
    const { digest } = await readRelease(files, nameOf(release))
    if (digest !== release.digest) {
      fail('verify/other-digest', { release: label, environment, digest, other: release.digest })
    }
  }
  if (release.state === 'completed') return
  fail('release/wrong-state', {
    release: label,
    state: release.state.replace('_', ' '),
    action: 'verify',
    expected: 'completed',
  })
}

const nameOf = ({ agent, version }: ReleaseRecord): ReleaseName => ({
  agent: agent as AgentName,
  version: version as Version,
})

async function lookAtRollout({ counts }: VerifyParts, release: ReleaseRecord) {
  const { migrated, unchanged, held, failed, pending } = await counts(release)
  const there = `${migrated} configs migrated, ${unchanged} there already`
  const problems = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    // Those that are held are left to people by design; the others a push has to look at again.
    ...(pending <= held ? [] : [`${pending - held} were not reached`]),
  ]
  if (problems.length > 0) return { ok: false, detail: `${there}, but ${problems.join(', ')}` }
  return {
    ok: true,
    detail: held === 0 ? there : `${there}; ${held} are held until somebody reviews their shape`,
  }
}

async function lookAtData({ examine }: VerifyParts) {
  const found = await examine()
  const broken = found.filter(({ ok }) => ok === false)
  if (broken.length === 0) return { ok: true, detail: `${found.length} invariants hold` }
  return {
    ok: false,
    detail: broken.map(({ name, message, count }) => `${name}: ${message} (${count})`).join('; '),
  }
}

const smokesFor = (
  { smoke }: WorkspaceSettings,
  { agent, environment }: { agent: string; environment: string },
): readonly Smoke[] =>
  smoke.filter(
    ({ agents, environments }) =>
      (agents?.includes(agent) ?? true) && (environments?.includes(environment) ?? true),
  )
