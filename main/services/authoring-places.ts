import type { EdgePlaces, SchemaFacts } from '../../shared/api/authoring.ts'
import { placesOf } from '../../shared/authoring/types/places.ts'
import type { VersionDocuments } from '../../shared/checks/index.ts'
import { schemasAt } from '../../shared/checks/schema-place.ts'
import { patternOf } from '../../shared/json/pattern.ts'
import { getAt, parsePointer } from '../../shared/json/pointer.ts'
import { isList, isObject, type Json, type JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { isEngineMember } from '../../shared/lens/check-path.ts'
import { Spread, type SpreadState, textOf } from '../../shared/review/spread.ts'
import { requireAgent } from './bundles.ts'
import { sampleConfigs } from './draft-migration-sample.ts'
import type { Edge } from './migration-path.ts'
import type { SnapshotStore } from './ports/snapshots.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'
import { documentsOf } from './version-documents.ts'

/** Values that a person is shown of a place. */
const MOST_VALUES = 8
const MOST_PLACES = 5_000
const MOST_DEPTH = 12
/** Of a default that is offered to be written into a migration. */
const MOST_CHARACTERS = 2_000

/**
 * What is known of the places that a migration may name: what the schemas of both versions say of them, and what users
 * have there, of up to some thousand configs of the newest snapshot. Raises `workspace/unknown-agent`, `workspace/damaged`.
 */
export async function placesOfEdge(
  { files, snapshots }: { readonly files: WorkspaceFiles; readonly snapshots: SnapshotStore },
  { agent, from, to }: Edge,
  options: { readonly signal: AbortSignal },
): Promise<EdgePlaces> {
  await requireAgent(files, agent)
  const documents = documentsOf(files)
  const [before, after] = [await documents(agent, from), await documents(agent, to)]
  const sample = sampleConfigs(snapshots, { agent, version: from }, options)
  const values = spreads(sample?.taken ?? [])
  const paths = new Set([...pathsOf(before), ...pathsOf(after), ...values.keys()].slice(0, MOST_PLACES))
  return {
    snapshot: sample ? { id: sample.snapshot, takenAt: sample.takenAt, masked: sample.masked } : null,
    configs: sample?.taken.length ?? 0,
    places: [...paths].map((path) => ({
      path,
      ...member('before', sayOf(before, path)),
      ...member('after', sayOf(after, path)),
      ...member('values', values.get(path)),
    })),
  }
}

const member = <K extends string, T>(key: K, value: T | undefined): { readonly [key in K]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: T }

const pathsOf = ({ schema }: VersionDocuments): readonly string[] =>
  schema !== undefined && isObject(schema) ? placesOf(schema).paths : []

function sayOf({ schema, defaults }: VersionDocuments, path: string): SchemaFacts | undefined {
  if (schema === undefined) return undefined
  const tokens = parsePointer(path)
  const { said, schemas } = schemasAt(schema, tokens)
  if (said !== 'described') return undefined
  const textIn = (key: string): string | undefined =>
    schemas.map((one) => one[key]).find((value) => typeof value === 'string')
  const fallback = schemas.map((one) => one.default).find((value) => value !== undefined)
  const standing = defaults === undefined ? undefined : getAt(defaults, tokens)
  const text = standing === undefined ? undefined : writeJson(standing)
  return {
    type: [...new Set(schemas.flatMap(typeWords))].join(' or ') || 'anything',
    ...member('title', textIn('title')),
    ...member('description', textIn('description')),
    ...member('fallback', fallback === undefined ? undefined : textOf(fallback)),
    ...member('standing', text !== undefined && text.length <= MOST_CHARACTERS ? text : undefined),
  }
}

function typeWords({ type, enum: values, const: constant }: JsonObject): readonly string[] {
  if (constant !== undefined) return [textOf(constant)]
  if (values !== undefined && isList(values)) return values.slice(0, MOST_VALUES).map(textOf)
  if (type === undefined) return []
  return (isList(type) ? type : [type]).filter((one) => typeof one === 'string')
}

/** What stands at every place of these configs, by the place, list indexes as `*`. */
function spreads(configs: readonly JsonObject[]): ReadonlyMap<string, SpreadState> {
  const spreads = new Map<string, Spread>()
  for (const config of configs) {
    for (const [path, values] of valuesByPlace(config)) {
      let spread = spreads.get(path)
      if (!spread) {
        if (spreads.size >= MOST_PLACES) continue
        spread = new Spread()
        spreads.set(path, spread)
      }
      spread.add(values)
    }
  }
  return new Map(
    [...spreads].map(([path, spread]) => {
      const { counts, more, ...state } = spread.state
      const shown = counts.slice(0, MOST_VALUES)
      return [path, { ...state, counts: shown, more: more || counts.length > shown.length }]
    }),
  )
}

function valuesByPlace(config: JsonObject): ReadonlyMap<string, Json[]> {
  const found = new Map<string, Json[]>()
  const visit = (value: Json, tokens: readonly string[]): void => {
    if (tokens.length > 0) {
      const path = patternOf(tokens, config)
      const there = found.get(path)
      if (there) there.push(value)
      else found.set(path, [value])
    }
    if (tokens.length >= MOST_DEPTH) return
    if (isList(value)) value.forEach((item, index) => void visit(item, [...tokens, String(index)]))
    else if (isObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        if (tokens.length > 0 || !isEngineMember(key)) visit(inner, [...tokens, key])
      }
    }
  }
  visit(config, [])
  return found
}
