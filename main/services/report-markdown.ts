import type { ReleaseEntry } from '../../shared/api/releases.ts'
import type { ReportFacts } from './ports/report.ts'
import type { ReleaseReport } from './report.ts'
import { analysisTemplate } from './report-analysis.ts'
import { cell, type Row, table, time } from './report-table.ts'

/** The report as a page of Markdown. */
export function renderReport(report: ReleaseReport): string {
  const { release, environment, about, record, facts } = report
  const sections = [
    [`# ${release} in ${environment}`, '', summary(report)],
    section('Who', who(report)),
    section('Timeline', table(['When (UTC)', 'Who', 'What', 'More'], facts.timeline.map(timelineRow))),
    section('Figures', figures(report)),
    section('Findings of the preview', findings(report)),
    section('Verified on staging', verification(facts)),
    section('Lost', lost(record.accepted)),
    section('Held and failed', troubles(facts)),
    ...(about === 'rollback' ? [section('Kept through the rollback', kept(facts))] : []),
    section('What users were told', warnings(facts)),
    section(
      'Left to do',
      report.left.length === 0 ? ['Nothing.'] : report.left.map((duty) => `- [ ] ${duty}`),
    ),
    ...(about === 'rollback' ? [analysisTemplate(report)] : []),
    [`Written on ${time(facts.generatedAt)} UTC from the audit log and the journal of ${environment}.`],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const section = (title: string, lines: readonly string[]): readonly string[] => [`## ${title}`, '', ...lines]

function summary({ release, about, record, facts }: ReleaseReport): string {
  const { counts, tenants, waves } = facts
  const state = record.state.replace('_', ' ')
  const done = `${counts.migrated} configs of ${tenants} tenants migrated`
  if (about === 'release') {
    return `**${release} is ${state}**: ${done}, ${counts.held} held, ${counts.failed} failed.`
  }
  const undone = waves.reduce((sum, wave) => sum + wave.undone, 0)
  return `**${release} is ${state}**: ${done}, ${undone} taken back; ${counts.keptEdits} of these with edits that were made since, ${counts.conflicts} with a conflict.`
}

const who = ({ record }: ReleaseReport): readonly string[] => [
  `- Author: ${cell(record.author)}`,
  ...record.approvals.map(
    ({ approver, approvedAt, reason }) =>
      `- Approved by ${cell(approver)} on ${time(approvedAt)}${reason === '' ? '' : `: ${cell(reason)}`}`,
  ),
  `- Digest: \`${record.digest}\``,
  `- Preview: \`${record.previewDigest}\``,
  ...(record.notes === '' ? [] : [`- Notes: ${cell(record.notes)}`]),
]

const timelineRow = ({ at, who: actor, action, detail }: ReleaseEntry): Row => [
  time(at),
  actor,
  WORDS[action] ?? action,
  Object.entries(detail)
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${name === 'sha256' ? value.slice(0, 12) : value}`)
    .join('; '),
]

const WORDS: Readonly<Record<string, string>> = {
  'release.propose': 'proposed',
  'release.approve': 'approved by one',
  'release.approved': 'approved',
  'release.verified': 'verified',
  'release.rolling_out': 'rollout begins',
  'release.paused': 'paused',
  'release.completed': 'completed',
  'release.rolling_back': 'rollback begins',
  'release.rolled_back': 'rolled back',
  'rollback.begin': 'rollback run begins',
  'rollback.end': 'rollback run ends',
  'rollout.despite_freeze': 'pushed despite a freeze',
  'backup.create': 'backup taken and proven',
  'backup.named': 'backup named by the operator',
  'backup.restore': 'restoring a backup begins',
  'backup.restored': 'backup restored',
  'verification.record': 'evidence of staging',
}

function figures({ about, facts }: ReleaseReport): readonly string[] {
  const { counts, waves, shapes, versions } = facts
  const rollback: readonly Row[] = [
    ['Restored exactly', counts.restored],
    ['Taken back with edits made since', counts.keptEdits],
    ['Taken back with a conflict', counts.conflicts],
  ]
  return [
    ...table(
      ['Configs', 'Count'],
      [
        ['Of the agent', counts.configs],
        ['Migrated', counts.migrated],
        ['Of these, changed since the preview in a way that was approved', counts.drifted],
        ['At the version already', counts.unchanged],
        ['Held', counts.held],
        ['Failed', counts.failed],
        ...(about === 'rollback' ? rollback : []),
      ],
    ),
    '',
    ...table(
      ['Wave', 'Tenants', 'Migrated', 'Held', 'Failed', 'Taken back', 'First (UTC)', 'Last (UTC)'],
      waves.map((wave) => [
        wave.wave,
        wave.tenants,
        wave.migrated,
        wave.held,
        wave.failed,
        wave.undone,
        time(wave.begun),
        time(wave.ended),
      ]),
    ),
    '',
    ...table(
      ['Shape', 'What happens', 'Previewed', 'Migrated'],
      shapes.map(({ shape, summary: text, proposed, migrated }) => [shape, text, proposed, migrated]),
    ),
    '',
    ...table(
      ['Version now', 'Configs'],
      versions.map(({ version, configs }) => [version, configs]),
    ),
  ]
}

function findings({ findings: found }: ReleaseReport): readonly string[] {
  if (found === null) return ['The preview of just this release is not in this workspace.']
  return table(
    ['Code', 'Severity', 'Place', 'Configs', 'What'],
    found.map(({ code, severity, place, configs, message }) => [code, severity, place, configs, message]),
  )
}

function verification({ verification: found }: ReportFacts): readonly string[] {
  if (found === null) return ['There is no evidence of just this release.']
  const { environment, at, who: by, passed, checks } = found
  return [
    `On ${cell(environment)}, ${time(at)} UTC, by ${cell(by)}: ${passed ? 'it held' : '**it did not hold**'}.`,
    '',
    ...table(
      ['Check', 'Held', 'What was found'],
      checks.map(({ name, ok, detail }) => [name, ok ? 'yes' : 'NO', detail]),
    ),
  ]
}

const lost = (accepted: ReleaseReport['record']['accepted']): readonly string[] =>
  accepted.length === 0
    ? ['No setting of a user was lost silently, and none by acceptance.']
    : table(
        ['Path', 'Shape', 'Configs', 'Accepted by', 'Why'],
        accepted.map(({ path, shape, configs, who: by, reason }) => [path, shape, configs, by, reason]),
      )

const troubles = (facts: ReportFacts): readonly string[] =>
  table(
    ['State', 'Configs', 'Shape', 'Why', 'Such as'],
    facts.troubles.map(({ state, configs, shape, reason, examples }) => [
      state,
      configs,
      shape ?? '',
      reason,
      examples.join(', '),
    ]),
  )

const OUTCOMES: Readonly<Record<string, string>> = {
  restored: 'restored: nobody had edited it',
  kept: 'edit kept',
  aside: 'edit put aside: in the history and the journal',
  'both-sides': 'changed on both sides: the former value stands, both are in the history',
}

const kept = ({ edits, conflicts }: ReportFacts): readonly string[] => [
  ...table(
    ['Of configs that were edited since the push', 'Paths', 'Configs'],
    edits.map(({ outcome, paths, configs }) => [OUTCOMES[outcome] ?? outcome, paths, configs]),
  ),
  ...(conflicts.length === 0 ? [] : ['', `Configs with a conflict: ${conflicts.join(', ')}`]),
]

const warnings = (facts: ReportFacts): readonly string[] =>
  table(
    ['Feature', 'Configs', 'Users have to act'],
    facts.warnings.map(({ feature, configs, actionRequired }) => [
      feature,
      configs,
      actionRequired ? 'yes' : 'no',
    ]),
  )
