import type { ReleaseReport } from './report.ts'
import { figuresOf } from './rollout-figures.ts'

/** A report as data, in the members that `report --json` prints. Values of configs are not among them. */
export type ReportData = ReturnType<typeof reportData>

export const reportData = ({ release, environment, about, record, facts, findings, left }: ReleaseReport) => {
  const { counts, verification } = facts
  return {
    release,
    environment,
    about,
    state: record.state,
    digest: record.digest,
    preview_digest: record.previewDigest,
    author: record.author,
    notes: record.notes,
    approvals: record.approvals.map(({ approver, reason, approvedAt }) => ({
      approver,
      reason,
      approved_at: approvedAt,
    })),
    generated_at: facts.generatedAt,
    tenants: facts.tenants,
    figures: figuresOf(counts),
    timeline: facts.timeline,
    waves: facts.waves,
    shapes: facts.shapes,
    versions: facts.versions,
    findings,
    verification,
    lost: record.accepted,
    troubles: facts.troubles,
    kept: facts.edits,
    conflicts: facts.conflicts,
    warnings: facts.warnings.map(({ feature, configs, actionRequired }) => ({
      feature,
      configs,
      action_required: actionRequired,
    })),
    left,
  }
}
