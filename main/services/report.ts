import { isCrosswalkError } from '../../shared/errors/index.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type { ReportFacts, ReportSource } from './ports/report.ts'
import type { PreviewFinding, PreviewStore } from './ports/snapshots.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'
import { readRelease } from './releases.ts'
import { leftToDo } from './report-left.ts'

/** What there is to say of a release in an environment: a value, from which the page is written. */
export type ReleaseReport = {
  readonly release: string
  readonly environment: string
  /** `rollback` once anything of it was taken back. */
  readonly about: 'release' | 'rollback'
  readonly record: ReleaseRecord
  readonly facts: ReportFacts
  /** Of its preview; null where this workspace does not have it. */
  readonly findings: readonly PreviewFinding[] | null
  readonly left: readonly string[]
}

export type ReportParts = {
  readonly files: WorkspaceFiles
  readonly releases: ReleaseStore
  readonly source: ReportSource
  /** Opened only where the workspace has the release. */
  readonly previews: () => Promise<PreviewStore>
}

/**
 * What became of a release, from the audit log, the journal and this workspace: never a value of a config. Raises
 * `release/not-found`, and what the store raises.
 */
export async function reportRelease(parts: ReportParts, name: ReleaseName): Promise<ReleaseReport> {
  const record = await parts.releases.get(name)
  const facts = await parts.source.facts(record)
  const undone = facts.waves.some((wave) => wave.undone > 0)
  const about =
    undone || record.state === 'rolled_back' || record.state === 'rolling_back' ? 'rollback' : 'release'
  return {
    release: formatReleaseName(name),
    environment: parts.source.environment,
    about,
    record,
    facts,
    findings: await findingsOf(parts, name, record),
    left: leftToDo(record, facts),
  }
}

/** A release of other contents has other findings; a preview may have been made on another machine. */
async function findingsOf(
  { files, previews }: ReportParts,
  name: ReleaseName,
  record: ReleaseRecord,
): Promise<readonly PreviewFinding[] | null> {
  try {
    const { digest, preview } = await readRelease(files, name)
    if (digest !== record.digest) return null
    const store = await previews()
    const found = store.find(preview)
    return found === undefined ? null : store.findings(found.id)
  } catch (error) {
    if (isCrosswalkError(error, 'release/not-found')) return null
    throw error
  }
}
