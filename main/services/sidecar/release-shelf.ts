import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { compileSchema, type SchemaCheck } from '../../../shared/config/schema.ts'
import type { RequiredVariable } from '../../../shared/flow/custom-metadata.ts'
import { type FlowDocument, type FlowMeta, flowMetaSchema, readFlowFile } from '../../../shared/flow/index.ts'
import { isObject, type Json, type JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { type Bundle, readBundle } from '../../../shared/release/bundle.ts'
import { formatReleaseName } from '../../../shared/release/name.ts'
import type { PushInput, PushOutput, PushPlan } from '../../../shared/review/push-config.ts'
import type { Sandbox, SandboxSession } from '../ports/sandbox.ts'
import type { ReleaseLine, SidecarStore } from '../ports/sidecar.ts'
import { pushPlan } from '../push.ts'
import type { ReadDocuments } from '../version-documents.ts'

/** What is known of a version of an agent. */
export type VersionFacts = {
  readonly version: Version
  /** Missing where nobody knows the schema. */
  readonly check?: SchemaCheck
  readonly schema?: Json
  readonly defaults?: JsonObject
  readonly meta?: FlowMeta
}

/** The flow that a release has brought. */
export type ReleasedFlow = {
  /** Missing where the release has none. */
  readonly flow: FlowDocument | undefined
  /** What it takes of a config; undefined where nobody has said. */
  readonly variables: readonly RequiredVariable[] | undefined
}

/** What a release is found by. */
type Named = Pick<ReleaseLine, 'id' | 'version' | 'digest'> & { readonly agent: AgentName }

/** A release, ready to run configs. */
export type Runner = {
  readonly bundle: Bundle
  readonly session: SandboxSession<PushInput, PushOutput>
  readonly approved: ReadonlySet<string>
}

type ShelfParts = {
  readonly store: Pick<SidecarStore, 'bundleOf' | 'shapesOf'>
  readonly sandbox: Sandbox
  /** The workspace's, for versions that no release has brought; left out where there is no workspace. */
  readonly documents?: ReadDocuments
}

/** Bundles hold a whole flow. */
const MOST_BUNDLES = 16
/** A plan in every process of the sandbox. More than are ever in use at once: one that goes is nobody's. */
const MOST_RUNNERS = 64
const MOST_FACTS = 64
const MOST_FLOWS = 32

/** Releases as they are used again and again: read once, for they never change. */
export class ReleaseShelf {
  readonly #parts: ShelfParts
  readonly #bundles = new Recent<Bundle>(MOST_BUNDLES)
  readonly #runners = new Recent<Runner>(MOST_RUNNERS, ({ session }) => session.close())
  readonly #facts = new Recent<VersionFacts>(MOST_FACTS)
  readonly #flows = new Recent<ReleasedFlow>(MOST_FLOWS)

  constructor(parts: ShelfParts) {
    this.#parts = parts
  }

  bundle(release: Named): Promise<Bundle> {
    return this.#bundles.get(release.id, async () =>
      readBundle(await this.#parts.store.bundleOf(release.id), release.digest, formatReleaseName(release)),
    )
  }

  runner(agent: AgentName, release: ReleaseLine): Promise<Runner> {
    return this.#runners.get(release.id, async () => {
      const bundle = await this.bundle({ ...release, agent })
      const approved = new Set(await this.#parts.store.shapesOf(release.id))
      const session = await this.#parts.sandbox.open<PushPlan, PushInput, PushOutput>(
        'push',
        pushPlan(bundle),
      )
      return { bundle, session, approved }
    })
  }

  flow(release: Named): Promise<ReleasedFlow> {
    return this.#flows.get(release.id, async () => {
      const { flow, meta } = await this.bundle(release)
      const known = flowMetaSchema.safeParse(meta)
      return {
        flow:
          flow === undefined ? undefined : readFlowFile(writeJson(flow), formatReleaseName(release))[0]?.flow,
        variables: known.success ? known.data.custom_metadata.required_variables : undefined,
      }
    })
  }

  /** Of the newest release that brought the version, else of the workspace. */
  facts(agent: AgentName, version: Version, releases: readonly ReleaseLine[]): Promise<VersionFacts> {
    const release = releases.find((each) => each.version === version)
    const key = `${release?.id ?? ''} ${agent} ${version}`
    return this.#facts.get(key, async () => {
      if (release !== undefined) {
        const { schema, meta, defaults } = await this.bundle({ ...release, agent })
        return factsOf(agent, version, { schema, meta, defaults: defaults[version] })
      }
      return factsOf(agent, version, (await this.#parts.documents?.(agent, version)) ?? {})
    })
  }

  async close(): Promise<void> {
    await this.#runners.close()
  }
}

type Documents = {
  readonly schema?: Json | undefined
  readonly meta?: unknown
  readonly defaults?: Json | undefined
}

function factsOf(agent: AgentName, version: Version, { schema, meta, defaults }: Documents): VersionFacts {
  const known = flowMetaSchema.safeParse(meta)
  return {
    version,
    ...(schema === undefined ? {} : { schema, check: compileSchema(schema, { agent, version }) }),
    ...(defaults !== undefined && isObject(defaults) ? { defaults } : {}),
    ...(known.success ? { meta: known.data } : {}),
  }
}

/** The last few things that were made, by name. What fails is made anew. */
class Recent<V> {
  readonly #most: number
  readonly #close: (value: V) => Promise<void>
  readonly #made = new Map<string, Promise<V>>()

  constructor(most: number, close: (value: V) => Promise<void> = async () => undefined) {
    this.#most = most
    this.#close = close
  }

  get(key: string, make: () => Promise<V>): Promise<V> {
    const there = this.#made.get(key)
    if (there !== undefined) {
      this.#made.delete(key)
      this.#made.set(key, there)
      return there
    }
    const making = make()
    this.#made.set(key, making)
    making.catch(() => this.#made.delete(key))
    for (const [oldest, value] of this.#made) {
      if (this.#made.size <= this.#most) break
      this.#made.delete(oldest)
      this.#end(value)
    }
    return making
  }

  async close(): Promise<void> {
    const all = [...this.#made.values()]
    this.#made.clear()
    await Promise.allSettled(all.map(async (value) => this.#close(await value)))
  }

  #end(value: Promise<V>): void {
    value.then(this.#close).catch(() => undefined)
  }
}
