import { formatReleaseName } from '../../shared/release/name.ts'
import type { ReleaseRecord } from './ports/releases.ts'
import type { ReportFacts } from './ports/report.ts'

type Duty = { readonly when: boolean; readonly text: string }

/** What is left to do for a release, a sentence each. */
export function leftToDo(
  record: ReleaseRecord,
  { counts, warnings, edits, troubles }: ReportFacts,
): readonly string[] {
  const name = formatReleaseName(record)
  const { state } = record
  const rolledBack = state === 'rolled_back' || state === 'rolling_back'
  const acting = warnings.filter(({ actionRequired }) => actionRequired)
  const aside = edits.find(({ outcome }) => outcome === 'aside')
  const stuck = sum(troubles.filter((trouble) => trouble.state === 'not taken back'))
  const duties: readonly Duty[] = [
    {
      when: state === 'proposed',
      text: 'It waits for approvals: `crosswalk release approve`.',
    },
    {
      when: state === 'approved' || state === 'verified',
      text: `Nothing was pushed yet: \`crosswalk push ${name}\`.`,
    },
    {
      when: state === 'rolling_out' || state === 'paused',
      text: `The rollout is not through: \`crosswalk push ${name}\` goes on with it, \`crosswalk rollback ${name}\` takes it back.`,
    },
    {
      when: state === 'rolling_back',
      text: `The rollback is not through: \`crosswalk rollback ${name}\` goes on with it.`,
    },
    {
      when: counts.held > 0 && !rolledBack,
      text: `${counts.held} configs are held, for nobody has reviewed their shape: pull a snapshot, preview, and propose what covers them.`,
    },
    {
      when: counts.failed > 0 && !rolledBack,
      text: `${counts.failed} configs failed and are as they were: mend the migration for the reasons below, and push again.`,
    },
    {
      when: stuck > 0,
      text: `${stuck} configs could not be taken back and stand as the release left them: see the reasons below.`,
    },
    {
      when: counts.conflicts > 0,
      text: `${counts.conflicts} configs have an edit where the release had changed the same: their users have a warning, and both values are in the history.`,
    },
    {
      when: aside !== undefined,
      text: `${aside?.paths} edits in ${aside?.configs} configs were put aside, for the old version has no place for them. A later push of the release reads them back.`,
    },
    {
      when: acting.length > 0,
      text: `Users have to do something about ${acting.map(({ feature, configs }) => `${feature} (${configs} configs)`).join(', ')}.`,
    },
    {
      when: rolledBack,
      text: 'Write the analysis below, and what keeps this from happening again.',
    },
  ]
  return duties.filter(({ when }) => when).map(({ text }) => text)
}

const sum = (of: readonly { readonly configs: number }[]): number =>
  of.reduce((total, { configs }) => total + configs, 0)
