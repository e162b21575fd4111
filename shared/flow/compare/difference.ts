import type { AgentName, Version } from '../../config/ids.ts'
import type { VersionAdvice } from './advise.ts'
import type { FlowComparison } from './comparison.ts'
import type { Counts } from './counts.ts'
import type { MetadataComparison } from './metadata.ts'

/** What became of one flow version in another. */
export type FlowDifference = {
  readonly agent: AgentName
  readonly before: Version
  readonly after: Version
  readonly counts: Counts
  /** What the change is, and the version that it calls for. */
  readonly advice: VersionAdvice
  readonly flow: FlowComparison
  readonly metadata: MetadataComparison
}
