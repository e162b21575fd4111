import type { AgentGraph } from '../../../../shared/api/migrations.ts'
import type { AgentName } from '../../../../shared/config/ids.ts'
import { isVersion } from '../../../../shared/config/version.ts'
import { VersionGraph } from '../../../../shared/migration/graph.ts'

/** Where nodes stand. Pixels. */
export const NODE = { width: 130, height: 64, gap: 120, lane: 110 } as const

export type Placed = { readonly version: string; readonly x: number; readonly y: number }

/**
 * Versions from left to right as they come one after the other. Those of a later major version begin a new row where a row
 * would become too long to read.
 */
export function placeVersions(versions: readonly { readonly version: string }[]): readonly Placed[] {
  const PER_ROW = 6
  return versions.map(({ version }, index) => ({
    version,
    x: (index % PER_ROW) * (NODE.width + NODE.gap),
    y: Math.floor(index / PER_ROW) * (NODE.height + NODE.lane),
  }))
}

/** How far an edge bows out so that it does not go through the nodes between its ends: 0 for neighbours. */
export function bowOf(versions: readonly { readonly version: string }[], from: string, to: string): number {
  const at = (version: string) => versions.findIndex((one) => one.version === version)
  return Math.max(0, Math.abs(at(to) - at(from)) - 1)
}

/** The migrations that a config goes through from one version to the other, as `from to`; undefined where there is no way. */
export function pathBetween(
  { agent, edges }: Pick<AgentGraph, 'agent' | 'edges'>,
  from: string,
  to: string,
): ReadonlySet<string> | undefined {
  if (!isVersion(from) || !isVersion(to)) return undefined
  const known = edges.flatMap((edge) =>
    isVersion(edge.from) && isVersion(edge.to)
      ? [{ agent: agent as AgentName, from: edge.from, to: edge.to, summary: '', steps: [] }]
      : [],
  )
  const path = new VersionGraph(known, [from, to]).findPath(from, to)
  return path && new Set(path.map((index) => `${known[index]?.from} ${known[index]?.to}`))
}
