import type { Version } from '../config/ids.ts'
import { compareVersions } from '../config/version.ts'
import { fail } from '../errors/index.ts'
import type { Migration } from './migration.ts'

/** Something wrong with the version graph of an agent. */
export type GraphFinding =
  | {
      readonly code: 'duplicate'
      readonly from: Version
      readonly to: Version
      readonly edges: readonly number[]
    }
  | { readonly code: 'down'; readonly from: Version; readonly to: Version }
  | { readonly code: 'cycle'; readonly versions: readonly Version[] }
  /** Configs of `version` have no way to `to`, the latest version. */
  | { readonly code: 'gap'; readonly version: Version; readonly to: Version }

/**
 * Versions as nodes, migrations as edges. Edges are named by their index in the list given.
 *
 * A path has the fewest edges; among those the one whose edges, from the first that differs, lead to
 * the later version.
 */
export class VersionGraph {
  readonly versions: readonly Version[]
  readonly #edges: readonly Migration[]

  /** `versions` are those that flows exist for; the ends of the edges are added to them. */
  constructor(edges: readonly Migration[], versions: readonly Version[] = []) {
    this.#edges = edges
    this.versions = [...new Set([...versions, ...edges.flatMap((edge) => [edge.from, edge.to])])].sort(
      compareVersions,
    )
  }

  /** The edges from one version to another, none where they are the same, undefined where there is no way. */
  findPath(from: Version, to: Version): readonly number[] | undefined {
    const distance = this.#distances(to)
    if (distance.get(from) === undefined) return undefined
    const path: number[] = []
    let at = from
    while (at !== to) {
      const left = distance.get(at) as number
      let best = -1
      this.#edges.forEach((edge, index) => {
        if (edge.from !== at || distance.get(edge.to) !== left - 1) return
        const current = this.#edges[best]
        if (!current || compareVersions(edge.to, current.to) > 0) best = index
      })
      path.push(best)
      at = (this.#edges[best] as Migration).to
    }
    return path
  }

  /** As `findPath`, but raises `config/no-path` with the versions that do have a way. */
  getPath(from: Version, to: Version): readonly number[] {
    return (
      this.findPath(from, to) ?? fail('config/no-path', { version: from, to, reachable: this.sourcesOf(to) })
    )
  }

  /** The versions from which a path leads to this one, itself left out, earliest first. */
  sourcesOf(to: Version): readonly Version[] {
    const distance = this.#distances(to)
    return this.versions.filter((version) => version !== to && distance.has(version))
  }

  /** Duplicate edges, edges that go down, cycles, and versions without a way to the latest. */
  findings(): readonly GraphFinding[] {
    const findings: GraphFinding[] = []
    const groups = new Map<string, number[]>()
    this.#edges.forEach((edge, index) => {
      const key = `${edge.from} ${edge.to}`
      groups.set(key, [...(groups.get(key) ?? []), index])
      if (compareVersions(edge.from, edge.to) >= 0)
        findings.push({ code: 'down', from: edge.from, to: edge.to })
    })
    for (const edges of groups.values()) {
      const { from, to } = this.#edges[edges[0] as number] as Migration
      if (edges.length > 1) findings.push({ code: 'duplicate', from, to, edges })
    }
    const cycle = this.versions.filter((version) =>
      this.#edges.some((edge) => edge.from === version && this.#distances(version).has(edge.to)),
    )
    if (cycle.length > 0) findings.push({ code: 'cycle', versions: cycle })
    const latest = this.versions.at(-1)
    if (latest !== undefined) {
      for (const version of this.versions) {
        if (!this.#distances(latest).has(version)) findings.push({ code: 'gap', version, to: latest })
      }
    }
    return findings
  }

  #distances(to: Version): Map<Version, number> {
    const distance = new Map<Version, number>([[to, 0]])
    let frontier: Version[] = [to]
    for (let length = 1; frontier.length > 0; length++) {
      const next: Version[] = []
      for (const edge of this.#edges) {
        if (!frontier.includes(edge.to) || distance.has(edge.from)) continue
        distance.set(edge.from, length)
        next.push(edge.from)
      }
      frontier = next
    }
    return distance
  }
}
