import type { ReleaseEntry } from '../../shared/api/releases.ts'
import type { AgentName, Version } from '../../shared/config/ids.ts'
import { getEnvironment, type WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { isSamePerson, refusalsOf, type StoredRule } from '../../shared/release/approval-policy.ts'
import { readBundle } from '../../shared/release/bundle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import { lackingApprovals, rulesOf } from './approval-policy.ts'
import type { PublishedFlow, PublishedFlows } from './ports/published-flows.ts'
import type { ProposedShape, ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type { ReportSource } from './ports/report.ts'
import type { Verification, VerificationStore } from './ports/verify.ts'
import { stagingOf } from './verify.ts'

export type StandingParts = {
  readonly releases: ReleaseStore
  readonly source: ReportSource
  readonly verifications: VerificationStore
  readonly published: PublishedFlows
}

/** Where a release stands in an environment, and what it lacks to go on. */
export type ReleaseStanding = {
  readonly environment: string
  readonly record: ReleaseRecord
  readonly shapes: readonly ProposedShape[]
  readonly rules: readonly StoredRule[]
  /** One line for each rule that is not met; none once it is approved. */
  readonly lacking: readonly string[]
  /** Why whoever asks may not approve it, each a sentence. */
  readonly refusals: readonly string[]
  readonly evidence: Verification | null
  readonly published: PublishedFlow | null
  readonly timeline: readonly ReleaseEntry[]
}

/** Undefined where the environment has no release of that name. Raises what the environment raises. */
export async function findStanding(
  { releases, source, verifications, published }: StandingParts,
  name: ReleaseName,
  { settings, who: named }: { readonly settings: WorkspaceSettings; readonly who: string },
): Promise<ReleaseStanding | undefined> {
  const { environment } = releases
  const record = await findRecord(releases, name)
  if (record === undefined) return undefined
  const bundle = readBundle(await releases.bundleOf(record), record.digest, formatReleaseName(name))
  const own = rulesOf(settings.approvals, bundle, environment)
  const known = await releases.approvalCase(record, own)
  const rules = distinct(known.rules)
  const who = isSamePerson(named, known.login) ? known.login : named
  // What a staging environment says of itself holds there; elsewhere, what was carried over.
  const places = getEnvironment(settings, environment).staging ? [environment] : stagingOf(settings)
  return {
    environment,
    record,
    shapes: await releases.shapesOf(record),
    rules,
    lacking: await lackingApprovals(releases, record, own),
    refusals: record.state === 'proposed' ? refusalsOf({ ...known, rules }, who) : [],
    evidence: (await verifications.findNewest(record.digest, places)) ?? null,
    published:
      (await published.find({ agent: name.agent as AgentName, version: name.version as Version })) ?? null,
    timeline: await source.timeline(record),
  }
}

async function findRecord(releases: ReleaseStore, name: ReleaseName): Promise<ReleaseRecord | undefined> {
  try {
    return await releases.get(name)
  } catch (error) {
    if (isCrosswalkError(error, 'release/not-found')) return undefined
    throw error
  }
}

// A rule that it was proposed with mostly still stands in the workspace.
const distinct = (rules: readonly StoredRule[]): readonly StoredRule[] => [
  ...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values(),
]
