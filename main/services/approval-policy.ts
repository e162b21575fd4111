import { fail } from '../../shared/errors/index.ts'
import { classify } from '../../shared/migration/classify.ts'
import {
  type ApprovalRule,
  describeOpenRule,
  isSamePerson,
  openRules,
  type ReleaseFacts,
  refusalsOf,
  rulesFor,
  type StoredRule,
} from '../../shared/release/approval-policy.ts'
import type { Bundle } from '../../shared/release/bundle.ts'
import { formatReleaseName } from '../../shared/release/name.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'

/** The rules of a workspace that hold for a release of this bundle in an environment. */
export const rulesOf = (
  policy: readonly ApprovalRule[],
  bundle: Bundle,
  environment: string,
): readonly StoredRule[] => rulesFor(policy, factsOf(bundle, environment))

/**
 * Says why somebody may not approve before the environment is asked to take the approval; it decides by itself
 * then. Raises `release/author-approves`, `release/approved-already`, `release/not-an-approver`.
 */
export async function requireMayApprove(
  releases: ReleaseStore,
  release: ReleaseRecord,
  { who: named, rules }: { who: string; rules: readonly StoredRule[] },
): Promise<void> {
  const label = formatReleaseName(release)
  const known = await releases.approvalCase(release, rules)
  // A login of one's own is what counts there; a service's login acts for whom it names.
  const who = isSamePerson(named, known.login) ? known.login : named
  const reasons = refusalsOf(known, who)
  if (reasons.length === 0) return
  if (isSamePerson(who, known.author)) fail('release/author-approves', { release: label, who })
  if (known.approvers.some((one) => isSamePerson(one, who))) {
    fail('release/approved-already', { release: label, who })
  }
  fail('release/not-an-approver', { release: label, who, reasons })
}

/** What a proposed release still lacks, one line for each rule that is not met. */
export async function lackingApprovals(
  releases: ReleaseStore,
  release: ReleaseRecord,
  rules: readonly StoredRule[] = [],
): Promise<readonly string[]> {
  if (release.state !== 'proposed') return []
  const known = await releases.approvalCase(release, rules)
  const lines = openRules(known).map(describeOpenRule)
  return known.approvers.length === 0 && lines.length === 0 ? ['1 approval'] : [...new Set(lines)]
}

const factsOf = (bundle: Bundle, environment: string): ReleaseFacts => ({
  environment,
  agent: bundle.agent,
  class: classify(bundle.path.flatMap((migration) => migration.steps)),
  acceptedLosses: 'accepted' in bundle && Array.isArray(bundle.accepted) ? bundle.accepted.length : 0,
})
