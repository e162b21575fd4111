import type { ReleaseEntry } from '../../shared/api/releases.ts'
import type { ReleaseReport } from './report.ts'
import { cell, time } from './report-table.ts'

/** A template for the analysis of a rollback, with what the environment knows filled in. People write the rest. */
export function analysisTemplate({ release, environment, record, facts }: ReleaseReport): readonly string[] {
  const { timeline, counts, tenants, waves } = facts
  const first = (action: string): ReleaseEntry | undefined =>
    timeline.find((entry) => entry.action === action)
  const last = (action: string): ReleaseEntry | undefined =>
    timeline.findLast((entry) => entry.action === action)
  const [begun, back, end] = [
    first('release.rolling_out'),
    first('rollback.begin') ?? first('release.rolling_back'),
    last('release.rolled_back'),
  ]
  const emergency = timeline.find(({ detail }) => detail.emergency !== undefined)?.detail.emergency
  const undone = waves.reduce((sum, wave) => sum + wave.undone, 0)
  return [
    '## Analysis',
    '',
    '### What happened',
    '',
    `- Release: ${release} in ${environment}, by ${cell(record.author)}, approved by ${record.approvals.map(({ approver }) => cell(approver)).join(', ') || 'nobody'}`,
    `- Rollout began: ${moment(begun)}`,
    `- Rollback began: ${moment(back)}`,
    `- Rollback ended: ${end === undefined ? 'not yet' : moment(end)}`,
    `- From rollout to rollback: ${between(begun, back)}; to recover: ${between(back, end)}`,
    `- Kind: ${emergency === undefined ? 'planned' : `emergency: ${cell(emergency)}`}`,
    '- How it was noticed, and by whom: …',
    '- What was tried before: …',
    '',
    '### Effect',
    '',
    `- ${counts.migrated} configs of ${tenants} tenants stood at the new version; ${undone} were taken back`,
    `- Restored exactly: ${counts.restored}; with edits kept: ${counts.keptEdits}; with a conflict for the user: ${counts.conflicts}`,
    `- Could not be taken back: ${facts.troubles.filter(({ state }) => state === 'not taken back').reduce((sum, { configs }) => sum + configs, 0)}`,
    `- Waves reached: ${waves.map(({ wave }) => wave).join(', ') || 'none'}`,
    '- What users noticed: …',
    '- What it cost: …',
    '',
    '### Cause',
    '',
    '- Cause: …',
    '- What contributed: …',
    `- What the preview had said: ${facts.shapes.length} shapes were reviewed; ${counts.drifted} configs had changed since, ${counts.held} were held`,
    '- Why checks, review and staging did not show it: …',
    '',
    '### Remedies',
    '',
    '- What went well: …',
    '- [ ] Check or smoke request that would have shown it: … (who, until when)',
    '- [ ] Mend the migration: … (who, until when)',
    '- [ ] Tell those concerned: … (who, until when)',
    '- [ ] Before the next attempt: all of the above done, verified on staging, smaller first wave',
  ]
}

const moment = (entry: ReleaseEntry | undefined): string =>
  entry === undefined ? 'not recorded' : `${time(entry.at)} UTC, by ${cell(entry.who)}`

function between(one: ReleaseEntry | undefined, other: ReleaseEntry | undefined): string {
  if (one === undefined || other === undefined) return 'not known'
  const minutes = Math.round((Date.parse(other.at) - Date.parse(one.at)) / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return `${minutes} min`
  return minutes < 48 * 60
    ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
    : `${Math.round(minutes / 1440)} days`
}
