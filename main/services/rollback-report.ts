import type { ConfigId } from '../../shared/config/ids.ts'
import { readConcealed } from '../../shared/config/secret-stand-in.ts'
import { fail } from '../../shared/errors/index.ts'
import { diffJson } from '../../shared/json/diff.ts'
import { getAt, parsePointer } from '../../shared/json/pointer.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import type { ReleaseStore } from './ports/releases.ts'
import type { RollbackJournal, RolledBackConfig } from './ports/rollback-report.ts'

/** Whose a path is after a rollback. */
export type Ownership = {
  readonly path: string
  /** `aside`: the old version has no place for it; the journal and the history have it. */
  readonly outcome: 'restored' | 'kept' | 'aside' | 'both-sides'
  /** Only where values were asked for, and there was one. */
  readonly before?: Json
  readonly edited?: Json
}

export type RollbackReportOptions = {
  readonly config?: ConfigId
  /** Values are customers' data: left out where nobody asks. */
  readonly values: 'show' | 'hide'
  readonly signal: AbortSignal
}

export type RollbackReportSums = {
  readonly release: string
  readonly environment: string
  readonly state: string
  readonly configs: { readonly [state in RolledBackConfig['state']]: number }
  readonly paths: { readonly [outcome in Ownership['outcome']]: number }
}

/**
 * Who owns each path of each config after the rollback of a release, from the journal and the history: one JSON
 * object a line, and the sums at the end. Raises `release/config-not-found` for a config that the release has
 * nothing to do with.
 */
export async function* reportRollback(
  { releases, journal }: { readonly releases: ReleaseStore; readonly journal: RollbackJournal },
  name: ReleaseName,
  { config, values, signal }: RollbackReportOptions,
): AsyncGenerator<string, RollbackReportSums> {
  const release = await releases.get(name)
  const configs = { restored: 0, kept_edits: 0, conflict: 0, failed: 0, standing: 0, deleted: 0 }
  const paths = { restored: 0, kept: 0, aside: 0, 'both-sides': 0 }
  let found = 0
  for await (const page of journal.pages(release.id, { ...(config ? { config } : {}), signal })) {
    for (const one of page) {
      const owned = ownership(one, values)
      found++
      configs[one.state]++
      for (const { outcome } of owned) paths[outcome]++
      const line = { config: one.configId, state: one.state, reason: one.reason, paths: owned }
      yield `${writeJson(line as unknown as Json)}\n`
    }
  }
  if (config !== undefined && found === 0) {
    fail('release/config-not-found', { environment: releases.environment, config })
  }
  return {
    release: formatReleaseName(name),
    environment: releases.environment,
    state: release.state,
    configs,
    paths,
  }
}

function ownership({ state, edits, before, edited }: RolledBackConfig, values: 'show' | 'hide'): Ownership[] {
  const sides = {
    before: before === undefined ? undefined : readConcealed(before).value,
    edited: edited === undefined ? undefined : readConcealed(edited).value,
  }
  return ownPaths(state, edits, sides).map(({ path, outcome }) => {
    const own = { path, outcome: outcome as Ownership['outcome'] }
    if (values === 'hide') return own
    const tokens = parsePointer(path)
    const [was, is] = [sides.before, sides.edited].map((side) =>
      side === undefined ? undefined : getAt(side, tokens),
    )
    return {
      ...own,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { edited: is }),
    }
  })
}

// Where nobody had edited the config, all that the release changed was restored.
function ownPaths(
  state: RolledBackConfig['state'],
  edits: RolledBackConfig['edits'],
  { before, edited }: { before: Json | undefined; edited: Json | undefined },
): RolledBackConfig['edits'] {
  if (state !== 'restored' || before === undefined || edited === undefined) return edits
  return diffJson(edited, before).map(({ path }) => ({ path, outcome: 'restored' }))
}
