import { fail } from '../../../shared/errors/index.ts'
import { equalJson } from '../../../shared/json/equal.ts'
import { getMember, withoutMember } from '../../../shared/json/object.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import type { Whose } from '../ports/sidecar.ts'
import { hashOfStored } from './config-secrets.ts'
import { keyOf, versionOf } from './current-config.ts'
import { etagOf, matches } from './etag.ts'
import type { SidecarParts } from './parts.ts'
import type { VersionFacts } from './release-shelf.ts'

export type ChangeRequest = {
  readonly config: JsonObject
  /** Which states of the config may be changed; `any` where whoever asks has not said. */
  readonly ifMatch: string | 'any'
  /** Goes into the history, with the user. */
  readonly reason: string
}

/** A config after a change. */
export type Changed = { readonly text: string; readonly etag: string; readonly version: string }

/** What never changes by a change of settings. */
const FIXED = ['version', 'tenant_id', 'user_id'] as const
/** Marks of an answer, which were never part of the config. */
const MARKS = ['_migration_failed', '_migration_error']

/**
 * Changes a user's config, under a lock of its row: refused where it is not the state that the change was made of, and
 * where the result does not fit the schema of its version. The former state goes into the history.
 *
 * Raises `sidecar/config-not-found`, `sidecar/changed-since`, `sidecar/fixed-member`, `sidecar/no-schema`,
 * `sidecar/does-not-fit`.
 */
export async function changeConfig(
  { store, shelf, kept, secrets, sha256 }: SidecarParts,
  whose: Whose,
  { config, ifMatch, reason }: ChangeRequest,
): Promise<Changed> {
  const { agent } = whose
  const { releases } = await store.find(whose)
  const changed = await store.lock(whose, async (locked) => {
    const now = locked.config ?? fail('sidecar/config-not-found', { agent })
    const before = readJson(now.text) as JsonObject
    const etag = etagOf(hashOfStored(now.text, sha256))
    if (!matches(ifMatch, etag)) fail('sidecar/changed-since', { etag })
    const after = MARKS.reduce(withoutMember, config)
    refuseFixed(before, after)
    const version = versionOf(now)
    const facts = version === undefined ? undefined : await shelf.facts(agent, version, releases)
    refuseMisfit(after, { agent, version: now.version }, facts)
    const sealed = await secrets.seal(after, facts?.schema, whose, before)
    const afterEtag = etagOf(hashOfStored(sealed, sha256))
    const stored = afterEtag === etag ? now : await locked.change({ text: sealed, reason })
    const text = await openText(secrets, stored.text, whose)
    return { text, etag: afterEtag, version: now.version }
  })
  kept.forget(keyOf(whose))
  return changed
}

/** A stored config for its owner. */
export async function openText(
  secrets: SidecarParts['secrets'],
  text: string,
  whose: Whose,
): Promise<string> {
  const stored = readJson(text) as JsonObject
  const config = await secrets.open(stored, text, whose)
  return config === stored ? text : writeJson(config)
}

function refuseFixed(before: JsonObject, after: JsonObject): void {
  const members = FIXED.filter((name) => {
    const [was, is] = [getMember(before, name), getMember(after, name)]
    return was === undefined || is === undefined ? was !== is : !equalJson(was, is)
  })
  if (members.length > 0) fail('sidecar/fixed-member', { members })
}

/** Refuses a config that does not fit the schema of its version, or that nobody can check. */
export function refuseMisfit(
  config: JsonObject,
  of: { readonly agent: string; readonly version: string },
  facts: VersionFacts | undefined,
): void {
  const check = facts?.check ?? fail('sidecar/no-schema', of)
  const problems = check(config)
  if (problems.length > 0) fail('sidecar/does-not-fit', { version: of.version, problems })
}
