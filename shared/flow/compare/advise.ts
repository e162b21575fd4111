import type { Version } from '../../config/ids.ts'
import { compareVersions, parseVersion, versionStep } from '../../config/version.ts'
import { adviseByGraph } from './advise-graph.ts'
import { adviseByMetadata } from './advise-metadata.ts'
import type { FlowComparison } from './comparison.ts'
import type { MetadataComparison } from './metadata.ts'
import type { Reason, Verdict } from './reason.ts'

/** What a change is, and the version that it calls for. */
export type VersionAdvice = {
  readonly verdict: Verdict
  /** Those of the verdict: what weighs less is left out. */
  readonly reasons: readonly Omit<Reason, 'verdict'>[]
  /** The version to give, after the version before; where nothing changed, the same. */
  readonly version: Version
  /**
   * How the version that it was given stands to that. `fits`: it is the one, or raises the same part.
   * `too-low`: it promises less change than there is. `higher`: it promises more, which does no harm.
   * `backwards`: it is not later than the version before.
   */
  readonly given: 'fits' | 'too-low' | 'higher' | 'backwards'
}

/** Both versions, and what became of the flow and its metadata from the one to the other. */
export type VersionedChange = {
  readonly before: Version
  readonly after: Version
  readonly flow: FlowComparison
  readonly metadata: MetadataComparison
}

const VERDICTS = ['breaking', 'feature', 'fix', 'none'] as const

/**
 * Which semantic version a changed flow should get, and why.
 *
 * A tenant's settings reach a flow by variables and by tweaks, which name a node and a field, and
 * Langflow skips a tweak silently when either is gone: so a lost node or field breaks. Neither does
 * a caller learn that an input, an output or the endpoint went away.
 */
export function adviseVersion({ before, after, flow, metadata }: VersionedChange): VersionAdvice {
  const byMetadata = adviseByMetadata(metadata)
  const said = new Set(byMetadata.map(({ place }) => place))
  // Of a variable that both speak of, the metadata say more.
  const reasons = [...byMetadata, ...adviseByGraph(flow).filter(({ place }) => !said.has(place))]
  const verdict = VERDICTS.find((kind) => reasons.some((reason) => reason.verdict === kind)) ?? 'none'
  const version = nextVersion(before, verdict)
  return {
    verdict,
    reasons: reasons
      .filter((reason) => reason.verdict === verdict)
      .map(({ place, text }) => ({ place, text })),
    version,
    given: standing(before, after, verdict),
  }
}

function nextVersion(version: Version, verdict: Verdict): Version {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const next = {
    breaking: [major + 1, 0, 0],
    feature: [major, minor + 1, 0],
    fix: [major, minor, patch + 1],
    none: [major, minor, patch],
  }
  return parseVersion(next[verdict].join('.'))
}

function standing(before: Version, after: Version, verdict: Verdict): VersionAdvice['given'] {
  if (compareVersions(after, before) < 0) return 'backwards'
  const [raised, needed] = [PARTS.indexOf(versionStep(before, after)), VERDICTS.indexOf(verdict)]
  return raised === needed ? 'fits' : raised > needed ? 'too-low' : 'higher'
}

/** The part of a version that each verdict raises. */
const PARTS: readonly string[] = ['major', 'minor', 'patch', 'none'] satisfies ReturnType<
  typeof versionStep
>[]
