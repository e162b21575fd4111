import { z } from 'zod'
import type { ApprovalCase, StoredRule } from '../../../shared/release/approval-policy.ts'
import type { Database } from '../connect.ts'
import { withClient } from '../transaction.ts'

const APPROVE = 'SELECT crosswalk.approve($1, $2, $3, $4, $5::jsonb)'

export type ApprovalRequest = {
  readonly releaseId: string
  readonly previewDigest: string
  /** Who approves. A login of that person's own needs no right to name them; any other login does. */
  readonly who: string
  readonly reason: string
  /** Rules that hold beside those that the release was proposed with. */
  readonly rules: readonly StoredRule[]
}

/**
 * Approves a release as the login of this session. The database decides: see `crosswalk.approve` in
 * migrations/postgres/000003_rights.sql. Raises `release/author-approves`, `release/wrong-state`,
 * `release/not-an-approver`, `release/approved-already`, `rights/may-not-approve`, `rights/acts-for-another`.
 */
export async function approveAs(database: Database, request: ApprovalRequest): Promise<void> {
  const { releaseId, previewDigest, reason, who, rules } = request
  const values = [releaseId, previewDigest, reason, who, JSON.stringify(rules)]
  await withClient(database, (client) => client.query(APPROVE, values))
}

// Tenants are counted no further than the rules ask.
const CASE = `
  SELECT session_user::text AS login, r.author, r.proposed_by, all_rules.rules::text AS rules,
         coalesce(crosswalk.release_tenants(r.id, all_rules.tenants), 0)::int AS tenants,
         ARRAY(SELECT a.approver FROM crosswalk.approvals a WHERE a.release_id = r.id ORDER BY a.approved_at) AS approvers
    FROM crosswalk.releases r,
         LATERAL (SELECT coalesce(jsonb_agg(e.rule ORDER BY e.at), '[]') AS rules, max((e.rule ->> 'tenants')::bigint) AS tenants
                    FROM jsonb_array_elements(r.approval_rules || $2::jsonb) WITH ORDINALITY AS e (rule, at)) AS all_rules
   WHERE r.id = $1`

type CaseRow = {
  login: string
  author: string
  proposed_by: string | null
  rules: string
  tenants: number
  approvers: string[]
}

/**
 * What decides whether somebody may approve a release, by the rules that it was proposed with and these. Gives
 * undefined where there is no such release.
 */
export async function findApprovalCase(
  database: Database,
  releaseId: string,
  rules: readonly StoredRule[],
): Promise<(ApprovalCase & { readonly login: string }) | undefined> {
  const { rows: found } = await withClient(database, (client) =>
    client.query<CaseRow>(CASE, [releaseId, JSON.stringify(rules)]),
  )
  return found.map(({ login, author, proposed_by: proposedBy, rules: kept, tenants, approvers }) => ({
    login,
    author,
    ...(proposedBy === null ? {} : { proposedBy }),
    approvers,
    tenants,
    rules: storedRules.parse(JSON.parse(kept)),
  }))[0]
}

const storedRules = z.array(
  z
    .object({
      name: z.string(),
      count: z.number(),
      approvers: z.array(z.string()).optional(),
      tenants: z.number().optional(),
    })
    .transform(
      ({ approvers, tenants, ...rule }): StoredRule => ({
        ...rule,
        ...(approvers === undefined ? {} : { approvers }),
        ...(tenants === undefined ? {} : { tenants }),
      }),
    ),
)
