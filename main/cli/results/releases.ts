import type { ReleaseFile, ReleaseRecord } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

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
]
