import type { WorkspaceSettings } from '../config/workspace-file.ts'
import type { ChangeClass } from '../lens/lens.ts'

/** A rule of `approvals` in `crosswalk.json`: who has to approve which releases. */
export type ApprovalRule = WorkspaceSettings['approvals'][number]

/** What the conditions of a rule ask, but for the number of tenants: that is counted where the configs are. */
export type ReleaseFacts = {
  readonly environment: string
  readonly agent: string
  readonly class: ChangeClass
  readonly acceptedLosses: number
}

/** A rule as an environment keeps it with a release: it holds from so many tenants on. */
export type StoredRule = {
  readonly name: string
  readonly count: number
  /** Left out: whoever may approve there. */
  readonly approvers?: readonly string[]
  readonly tenants?: number
}

/** What decides whether somebody may approve a release. */
export type ApprovalCase = {
  readonly author: string
  /** Who proposed it, as the environment knows. */
  readonly proposedBy?: string
  /** Who has approved it so far. */
  readonly approvers: readonly string[]
  /** How many tenants have configs that the preview saw; counted no further than the rules ask. */
  readonly tenants: number
  readonly rules: readonly StoredRule[]
}

/** A rule that is not met yet, and how many approvals it lacks. */
export type OpenRule = { readonly rule: StoredRule; readonly lacks: number }

/** The rules that hold for a release, each as its environment is to keep it. */
export const rulesFor = (rules: readonly ApprovalRule[], facts: ReleaseFacts): readonly StoredRule[] =>
  rules
    .filter(
      ({ when }) =>
        has(when.environments, facts.environment) &&
        has(when.agents, facts.agent) &&
        has(when.classes, facts.class) &&
        facts.acceptedLosses >= (when.accepted_losses ?? 0),
    )
    .map(({ name, count, approvers, when }) => ({
      name,
      count,
      ...(approvers === undefined ? {} : { approvers }),
      ...(when.tenants === undefined ? {} : { tenants: when.tenants }),
    }))

/**
 * Why somebody may not approve, each reason a whole sentence; none where they may. An environment's database
 * decides the same by itself, see `crosswalk.approve`: this says it before anything is sent, and in words.
 */
export function refusalsOf(release: ApprovalCase, who: string): readonly string[] {
  const reasons: string[] = []
  if (isSamePerson(who, release.author)) reasons.push(`${who} is its author.`)
  else if (release.proposedBy !== undefined && isSamePerson(who, release.proposedBy)) {
    reasons.push(`${who} has proposed it.`)
  }
  if (release.approvers.some((one) => isSamePerson(one, who))) reasons.push(`${who} has approved it already.`)
  const holding = holdingRules(release)
  if (holding.length > 0 && !holding.some((rule) => lets(rule, who))) {
    reasons.push(...holding.map((rule) => `The rule “${rule.name}” lets only ${nameList(rule)} approve.`))
  }
  return reasons
}

/** The rules that are not met yet, in their order. A release is approved once there is an approval and none of these. */
export const openRules = (release: ApprovalCase): readonly OpenRule[] =>
  holdingRules(release).flatMap((rule) => {
    const lacks = rule.count - release.approvers.filter((who) => lets(rule, who)).length
    return lacks > 0 ? [{ rule, lacks }] : []
  })

/** What a rule still lacks, in words: `1 more approval for “Two for deprecations”, by ann or bob`. */
export const describeOpenRule = ({ rule, lacks }: OpenRule): string =>
  `${lacks} more ${lacks === 1 ? 'approval' : 'approvals'} for “${rule.name}”${
    rule.approvers === undefined ? '' : `, by ${nameList(rule)}`
  }`

/**
 * Whether two names may be of one person. Rather too often than too seldom: case makes no difference, and a
 * login `ann` is taken for `ann@example.com`.
 */
export function isSamePerson(one: string, other: string): boolean {
  const [a, b] = [normal(one), normal(other)]
  return a === b || a === localPart(b) || localPart(a) === b
}

const has = (list: readonly string[] | undefined, value: string): boolean =>
  list === undefined || list.includes(value)

const holdingRules = ({ rules, tenants }: ApprovalCase): readonly StoredRule[] =>
  rules.filter((rule) => tenants >= (rule.tenants ?? 0))

// Here the other way: who is let in is named in full.
const lets = ({ approvers }: StoredRule, who: string): boolean =>
  approvers === undefined || approvers.some((name) => normal(name) === normal(who))

const nameList = ({ approvers = [] }: StoredRule): string => approvers.join(' or ')

const normal = (name: string): string => name.trim().toLowerCase()
const localPart = (name: string): string => name.split('@')[0] ?? name
