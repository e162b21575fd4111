import type { AgentName, Version } from '../../config/ids.ts'
import { compareVersions } from '../../config/version.ts'
import { type TypedVersion, versionTypes } from './version-types.ts'
import { literal } from './words.ts'

/** An edge of the version graph, as far as types are concerned. */
export type TypedEdge = { readonly agent: AgentName; readonly from: Version; readonly to: Version }

/** Texts of files by their names, with slashes, relative to a folder. */
export type TypeFiles = { readonly [name: string]: string }

export type AuthoringTypes = {
  readonly versions: readonly TypedVersion[]
  /** Edges that somebody has written; their versions need not be among `versions`. */
  readonly edges: readonly TypedEdge[]
  /** The declarations of the steps, `shared/authoring/types/steps.ts` as text. */
  readonly steps: string
}

/** The file that a module imports as 'crosswalk'. */
export const TYPES_INDEX = 'index.d.ts'

// An agent of a hundred versions has five thousand edges that nobody writes, and each costs the editor.
const MAX_VERSIONS = 32

/**
 * The declarations that an authored module is checked against: what `'crosswalk'` means to a migration of these versions.
 *
 * `defineMigration` takes one form for each edge, told apart by agent, from and to: those that are written,
 * and those between the latest versions of an agent. Without any edge it takes plain migrations.
 */
export function authoringTypes({ versions, edges, steps }: AuthoringTypes): TypeFiles {
  const all = unique([...edges, ...possibleEdges(versions)])
  const known = new Map(versions.map((one) => [nameOf(one), one]))
  for (const { agent, from, to } of all) {
    for (const version of [from, to]) {
      const name = nameOf({ agent, version })
      if (!known.has(name)) known.set(name, { agent, version, schema: undefined })
    }
  }
  return {
    'steps.d.ts': steps,
    ...Object.fromEntries(
      [...known.values()].map((one) => [`${one.agent}/${one.version}.d.ts`, `${HEAD}\n${versionTypes(one)}`]),
    ),
    [TYPES_INDEX]: indexText([...known.values()], all),
  }
}

const HEAD =
  '// Written by Crosswalk from the schemas of this workspace; `crosswalk migration types` writes it anew.\n'

const nameOf = ({ agent, version }: Omit<TypedVersion, 'schema'>): string => `${agent} ${version}`

function possibleEdges(versions: readonly TypedVersion[]): readonly TypedEdge[] {
  const agents = Map.groupBy(versions, ({ agent }) => agent)
  return [...agents].flatMap(([agent, all]) => {
    const latest = all
      .map(({ version }) => version)
      .sort(compareVersions)
      .slice(-MAX_VERSIONS)
    return latest.flatMap((from, at) => latest.slice(at + 1).map((to) => ({ agent, from, to })))
  })
}

function unique(edges: readonly TypedEdge[]): readonly TypedEdge[] {
  const named = new Map(edges.map((edge) => [`${edge.agent} ${edge.from} ${edge.to}`, edge]))
  return [...named.values()].sort(
    (a, b) =>
      (a.agent < b.agent ? -1 : a.agent > b.agent ? 1 : 0) ||
      compareVersions(a.from, b.from) ||
      compareVersions(a.to, b.to),
  )
}

function indexText(versions: readonly TypedVersion[], edges: readonly TypedEdge[]): string {
  const members = versions.map(
    (one) => `  ${literal(nameOf(one))}: import('./${one.agent}/${one.version}.d.ts').Version\n`,
  )
  const definitions = edges.map(
    ({ agent, from, to }) => `\n  | Between<${[agent, from, to].map(literal).join(', ')}>`,
  )
  return `${HEAD}
import type { Definition, Edge } from './steps.d.ts'

export * from './steps.js'

interface Versions {
${members.join('')}}

type Between<A extends string, F extends string, T extends string> = Definition<
  A, F, T, Edge<Versions[\`\${A} \${F}\` & keyof Versions], Versions[\`\${A} \${T}\` & keyof Versions]>
>

export type MigrationDefinition =${definitions.length === 0 ? ' Definition' : definitions.join('')}

/** Declares one edge of the version graph: a module's default export. */
export declare function defineMigration(definition: MigrationDefinition): MigrationDefinition
`
}
