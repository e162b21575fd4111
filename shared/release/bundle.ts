import { z } from 'zod'
import type { AgentName, Hash, Version } from '../config/ids.ts'
import { fail, isCrosswalkError } from '../errors/index.ts'
import { canonicalText } from '../json/canonical.ts'
import { hashJson, sha256 } from '../json/hash.ts'
import { readJson } from '../json/read.ts'
import { isObject, type Json } from '../json/value.ts'
import { checkMigration } from '../migration/check.ts'
import { VersionGraph } from '../migration/graph.ts'
import type { Migration } from '../migration/migration.ts'
import { type AcceptedLoss, acceptedLossesForm } from '../review/acceptance-form.ts'

/** All that a release brings, so that it can be run anywhere without the workspace. Immutable: its digest is its name. */
export type Bundle = {
  readonly format: 1
  readonly agent: AgentName
  readonly to: Version
  /** Every migration on a path to `to`. */
  readonly path: readonly Migration[]
  /** The default configs of the versions on these paths. */
  readonly defaults: { readonly [version: string]: Json }
  /** The config schema of `to`. */
  readonly schema?: Json
  /** The flow document of `to`, secrets removed, and what the workspace keeps beside it. */
  readonly flow?: Json
  readonly meta?: Json
  readonly notes: string
  /** Silent losses that were accepted by name, in the order of `byPlace`; left out where there are none. */
  readonly accepted?: readonly AcceptedLoss[]
}

/** Picks the migrations on any path to a version, each with its place in the order of the list given. */
export function edgesTo(migrations: readonly Migration[], to: Version): readonly Migration[] {
  const graph = new VersionGraph(migrations)
  const used = new Set(graph.sourcesOf(to).flatMap((from) => graph.getPath(from, to)))
  return migrations.filter((_, index) => used.has(index))
}

/** SHA-256 over the canonical text of a bundle. */
export const bundleDigest = (bundle: Bundle): Hash => hashJson(bundle as unknown as Json)

/**
 * SHA-256 over the part of a bundle that decides what becomes of configs: path, defaults, schema. A preview
 * belongs to every bundle with the same one, whatever its flow, its notes and the losses that were accepted.
 */
export const runDigest = ({ agent, to, path, defaults, schema }: Bundle): Hash =>
  hashJson({ agent, to, path, defaults, schema: schema ?? null } as unknown as Json)

/** The text that is stored and hashed. */
export const writeBundle = (bundle: Bundle): string => canonicalText(bundle as unknown as Json)

const form = z.looseObject({
  format: z.literal(1),
  agent: z.string(),
  to: z.string(),
  path: z.array(z.unknown()),
  defaults: z.record(z.string(), z.unknown()),
  notes: z.string(),
  accepted: acceptedLossesForm.optional(),
})

/**
 * Reads a stored bundle and checks its form and its digest. `release` is for messages.
 *
 * Raises `release/damaged`.
 */
export function readBundle(text: string, digest: Hash, release: string): Bundle {
  try {
    const value = readJson(text)
    const result = form.safeParse(value)
    if (!isObject(value) || !result.success)
      return fail('release/damaged', { release, problem: 'it has not the form of a bundle' })
    const path = result.data.path.map((one, index) =>
      checkMigration(one, `${release}, migration ${index + 1}`),
    )
    const bundle = { ...value, path } as unknown as Bundle
    if (bundleDigest(bundle) !== digest)
      fail('release/damaged', { release, problem: 'its contents do not have its digest' })
    for (const { code } of path) {
      if (code && sha256(code.script) !== code.sha256) {
        fail('release/damaged', { release, problem: 'the code of a migration does not have its hash' })
      }
    }
    return bundle
  } catch (error) {
    if (isCrosswalkError(error) && error.code !== 'release/damaged') {
      fail('release/damaged', { release, problem: error.message }, { cause: error })
    }
    throw error
  }
}
