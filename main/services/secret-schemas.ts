import type { AgentName, Version } from '../../shared/config/ids.ts'
import { SecretSchema } from '../../shared/config/secret-schema.ts'
import { formatPointer } from '../../shared/json/pointer.ts'
import type { Json } from '../../shared/json/value.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

/** What the schemas of one agent say is secret. */
export class AgentSecrets {
  readonly agent: AgentName
  readonly #byVersion: ReadonlyMap<string, { readonly schema: Json; readonly marks: SecretSchema }>

  constructor(agent: AgentName, schemas: readonly { readonly version: Version; readonly schema: Json }[]) {
    this.agent = agent
    this.#byVersion = new Map(
      schemas.map(({ version, schema }) => [version, { schema, marks: new SecretSchema(schema) }]),
    )
  }

  /** All marked places of all versions, sorted; none where nothing is secret. */
  get paths(): readonly string[] {
    return [...new Set([...this.#byVersion.values()].flatMap(({ marks }) => marks.paths))].sort()
  }

  /**
   * The schemas by which the secrets of a config of this version are told. Of a version that the workspace does not know
   * they may stand wherever any other has them.
   */
  schemasOf(version: string): readonly Json[] {
    const own = this.#byVersion.get(version)
    return own ? [own.schema] : [...this.#byVersion.values()].map(({ schema }) => schema)
  }

  /** The marked places of a config of this version that are there, as tokens. */
  places(config: Json, version: string): readonly (readonly string[])[] {
    const own = this.#byVersion.get(version)
    if (own) return own.marks.places(config)
    const found = [...this.#byVersion.values()].flatMap(({ marks }) => marks.places(config))
    return [...new Map(found.map((tokens) => [formatPointer(tokens), tokens])).values()]
  }
}

/** What the workspace's schemas say is secret, agent by agent. */
export async function secretsOf(files: WorkspaceFiles, agent: AgentName): Promise<AgentSecrets> {
  const schemas = await Promise.all(
    (await files.list('schema', agent)).map(async (ref) => ({
      version: ref.version,
      schema: (await files.read(ref)).value as Json,
    })),
  )
  return new AgentSecrets(agent, schemas)
}

/** The same of every agent that has any secret. */
export async function secretsOfAll(files: WorkspaceFiles): Promise<readonly AgentSecrets[]> {
  const { agents } = (await files.read({ kind: 'settings' })).value
  const all = await Promise.all((Object.keys(agents) as AgentName[]).map((agent) => secretsOf(files, agent)))
  return all.filter(({ paths }) => paths.length > 0)
}
