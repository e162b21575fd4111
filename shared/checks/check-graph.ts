import type { AgentName, Version } from '../config/ids.ts'
import { type GraphFinding, VersionGraph } from '../migration/graph.ts'
import { type CheckFinding, checkFinding, type Position } from './finding.ts'

/** One edge as its module says it, and the file that says so. */
export type EdgeSubject = {
  readonly from: Version
  readonly to: Version
  readonly file: string
  readonly at?: Position | undefined
}

/**
 * CW110 to CW113, CW116: the version graph of an agent. `versions` are those that it has flows of; without any,
 * nothing is said of versions that have none.
 */
export function checkVersionGraph(
  agent: AgentName,
  edges: readonly EdgeSubject[],
  versions: readonly Version[],
): readonly CheckFinding[] {
  const graph = new VersionGraph(
    edges.map(({ from, to }) => ({ agent, from, to, summary: '', steps: [] })),
    versions,
  )
  const findings = graph.findings().map((finding) => describe(finding, agent, edges))
  return [...findings, ...checkEnds(edges, versions)]
}

const placeOf = ({ from, to, file, at }: EdgeSubject) => ({ file, at, place: `${from} to ${to}` })

const checkEnds = (edges: readonly EdgeSubject[], versions: readonly Version[]): readonly CheckFinding[] =>
  versions.length === 0
    ? []
    : edges.flatMap((edge) =>
        (['from', 'to'] as const)
          .filter((end) => !versions.includes(edge[end]))
          .map((end) => checkFinding('CW116', placeOf(edge), { version: edge[end], end })),
      )

function describe(finding: GraphFinding, agent: AgentName, edges: readonly EdgeSubject[]): CheckFinding {
  switch (finding.code) {
    case 'duplicate': {
      const { from, to } = finding
      const same = finding.edges.map((index) => edges[index] as EdgeSubject)
      const data = { from, to, files: same.map(({ file }) => file) }
      return checkFinding('CW110', placeOf(same.at(-1) as EdgeSubject), data)
    }
    case 'down': {
      const { from, to } = finding
      const edge = edges.find((one) => one.from === from && one.to === to) as EdgeSubject
      return checkFinding('CW111', placeOf(edge), { from, to })
    }
    case 'cycle':
      return checkFinding('CW112', { file: agent, place: finding.versions.join(', ') }, finding)
    case 'gap':
      return checkFinding('CW113', { file: agent, place: finding.version }, finding)
  }
}
