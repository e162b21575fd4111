import type { ReleaseReport } from '../../compose.ts'

/** A report as `--json` prints it: its facts, and the page. */
export type ReportResult = ReturnType<typeof reportResult>

export const reportResult = (
  { release, environment, about, record, facts, findings, left }: ReleaseReport,
  { page, file }: { readonly page: string; readonly file: string | null },
) => {
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
    figures: {
      configs: counts.configs,
      migrated: counts.migrated,
      unchanged: counts.unchanged,
      drifted: counts.drifted,
      held: counts.held,
      failed: counts.failed,
      restored: counts.restored,
      kept_edits: counts.keptEdits,
      conflicts: counts.conflicts,
    },
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
    file,
    page,
  }
}
