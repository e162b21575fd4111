import type { JudgedFinding } from '../../../shared/review/acceptance.ts'
import type { ReleaseFile, ReleaseRecord } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'
import { type AcceptedResult, acceptedLines, acceptedResult } from './losses.ts'

/** A release as `--json` prints it: in the workspace, or as an environment has it. */
export type ReleaseResult = {
  readonly release: string
  readonly place: string
  readonly state: string
  readonly digest: string
  readonly author: string
  readonly created_at: string
  readonly notes: string
  /** Which preview it was made with; an environment knows its digest. */
  readonly preview: string
  readonly approvals: readonly {
    readonly approver: string
    readonly reason: string
    readonly approved_at: string
  }[]
  /** Silent losses that were accepted by name; approving the release approves them. */
  readonly accepted: readonly AcceptedResult[]
}

export const releaseInWorkspace = (
  release: string,
  { digest, bundle, author, createdAt, preview }: ReleaseFile,
): ReleaseResult => ({
  release,
  place: 'workspace',
  state: 'draft',
  digest,
  author,
  created_at: createdAt,
  notes: bundle.notes,
  preview,
  approvals: [],
  accepted: (bundle.accepted ?? []).map(acceptedResult),
})

export const releaseInEnvironment = (place: string, record: ReleaseRecord): ReleaseResult => ({
  release: `${record.agent}@${record.version}`,
  place,
  state: record.state,
  digest: record.digest,
  author: record.author,
  created_at: record.createdAt,
  notes: record.notes,
  preview: record.previewDigest,
  approvals: record.approvals.map(({ approver, reason, approvedAt }) => ({
    approver,
    reason,
    approved_at: approvedAt,
  })),
  accepted: record.accepted.map(acceptedResult),
})

export const releaseTable = (releases: readonly ReleaseResult[], page: Page): string[] =>
  table(
    releases,
    [
      { title: 'RELEASE', value: ({ release }) => release },
      { title: 'IN', value: ({ place }) => place },
      { title: 'STATE', value: ({ state }) => state.replaceAll('_', ' ') },
      { title: 'AUTHOR', value: ({ author }) => author, shrinks: true },
      { title: 'CREATED AT', value: ({ created_at }) => formatTime(created_at) },
      { title: 'DIGEST', value: ({ digest }) => digest.slice(0, 12) },
      { title: 'NOTES', value: ({ notes }) => notes, shrinks: true },
    ],
    page,
  )

export const releaseLines = (result: ReleaseResult): readonly string[] => [
  `${result.release} in ${result.place}: ${result.state.replaceAll('_', ' ')}`,
  `Digest:   ${result.digest}`,
  `Author:   ${result.author}, ${formatTime(result.created_at)}`,
  `Preview:  ${result.preview}`,
  ...(result.notes === '' ? [] : [`Notes:    ${result.notes}`]),
  ...result.approvals.map(
    ({ approver, reason, approved_at }) =>
      `Approved: by ${approver}, ${formatTime(approved_at)}${reason === '' ? '' : `: ${reason}`}`,
  ),
  ...acceptedLines(result.accepted),
]

/** A finding that acceptances have a part in: a silent drop, or an acceptance that was forgotten. */
export type AcceptanceFinding = Pick<
  JudgedFinding,
  'code' | 'severity' | 'place' | 'message' | 'remedy' | 'configs'
>

export const acceptanceFindings = (findings: readonly JudgedFinding[]): readonly AcceptanceFinding[] =>
  findings
    .filter(({ code, accepted }) => accepted !== undefined || code === 'CW212')
    .map(({ code, severity, place, message, remedy, configs }) => ({
      code,
      severity,
      place,
      message,
      remedy,
      configs,
    }))

/** A release, and the acceptances that were forgotten; those in force are its losses. */
export const judgedLines = (
  result: ReleaseResult & { readonly findings: readonly AcceptanceFinding[] },
): readonly string[] => [
  ...releaseLines(result),
  ...result.findings
    .filter(({ code }) => code === 'CW212')
    .map(({ code, severity, message }) => `${code} ${severity}: ${message}`),
]
