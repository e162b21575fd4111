import { parseAgentName } from '../../shared/config/agent.ts'
import type { ConfigId, Hash } from '../../shared/config/ids.ts'
import { parseVersion } from '../../shared/config/version.ts'
import { fail } from '../../shared/errors/index.ts'
import { parsePointer } from '../../shared/json/pointer.ts'
import { parseReleaseName } from '../../shared/release/name.ts'

// Arguments and options that several commands take, so that they are named, read and explained alike.

export const agent = { about: 'name of the agent, as in seo', read: parseAgentName } as const
export const version = { about: 'flow version, as in 1.2.0', read: parseVersion } as const
export const release = { about: 'agent and version, as in seo@2.0.0', read: parseReleaseName } as const
export const env = { value: 'NAME', about: 'environment of crosswalk.json', required: true } as const
export const backupTaken = {
  value: 'TIME',
  about: 'when a backup of your own was taken, in the place of ours: as in 2026-01-31T12:00:00Z',
  read: parseTime,
} as const
export const backupNote = { value: 'TEXT', about: 'with --backup-taken: what it is, and where' } as const
export const backupFile = { about: 'a backup: its path, or its name in .crosswalk/backups' } as const
export const configId = { about: 'id of a config row, a UUID', read: parseConfigId } as const

export const since = {
  value: 'TIME',
  about: 'only what came at or after this, as in 2026-01-31 or 2026-01-31T12:00:00Z',
  read: parseTime,
} as const
export const hash = { about: 'a hash, 64 hexadecimal digits', read: parseHash } as const

export const preview = { about: 'id of a preview, as `crosswalk evidence list` shows it' } as const
export const shape = { value: 'SHAPE', about: 'only this shape' } as const
export const path = {
  value: 'PATH',
  about: 'only where something happens there: a JSON Pointer, * for any item or key',
  read: parsePath,
} as const
export const resultStatus = {
  value: 'STATUS',
  about: 'only configs that are migrated, unchanged or failed',
  read: parseStatus,
} as const

export const confirm = {
  value: 'NAME',
  about: 'the environment’s name once more, where it is protected',
} as const
export const despiteFreeze = {
  value: 'REASON',
  about: 'why it has to be now, while the environment is frozen; goes into the audit log',
  read: (text: string) => reasonOf('--despite-freeze', text),
} as const

export const reason = {
  value: 'REASON',
  about: 'why; goes into the audit log',
  read: (text: string) => reasonOf('--reason', text),
} as const

/** The number of a wave, or `all`. */
export const waves = (text: string): number | 'all' => (text === 'all' ? 'all' : positiveCount(text))

/** A number above 0. */
export function positiveNumber(text: string): number {
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text) && Number(text) > 0) return Number(text)
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no number above 0`,
    remedy: 'Write one, as in 500 or 0.5.',
  })
}

/** What somebody writes for others to read later: not nothing. */
function reasonOf(option: string, text: string): string {
  const reason = text.trim()
  if (reason !== '') return reason
  return fail('general/usage', {
    problem: `${option} has no reason`,
    remedy: `Write one, as in ${option} "ticket 4711".`,
  })
}

/** A whole number above 0. */
export function positiveCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text)
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no whole number above 0`,
    remedy: 'Write one, as in 50.',
  })
}

/** Without a zone, UTC is meant. Gives ISO 8601. */
function parseTime(text: string): string {
  const form = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text)
  const zoned = form?.[1] === undefined && text.includes('T') ? `${text}Z` : text
  const time = form === null ? Number.NaN : Date.parse(zoned)
  // A day that the month does not have becomes one of the next month there.
  const dayIsThere =
    form !== null && new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10))
  if (!Number.isNaN(time) && dayIsThere) return text.includes('T') ? zoned : `${text}T00:00:00Z`
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no time`,
    remedy: 'Write a day or a time in ISO 8601, as in 2026-01-31 or 2026-01-31T12:00:00Z.',
  })
}

function parseHash(text: string): Hash {
  const hash = text.toLowerCase()
  if (/^[0-9a-f]{64}$/.test(hash)) return hash as Hash
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no hash`,
    remedy: 'Write its 64 hexadecimal digits, as `crosswalk audit verify` prints them.',
  })
}

function parseConfigId(text: string): ConfigId {
  const id = text.toLowerCase()
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id as ConfigId
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no id of a config`,
    remedy: 'Write a UUID, as in 0198f3a2-7c1e-7b6a-9d51-3f0a2b4c5d6e.',
  })
}

/** Id of a row of a config's history. */
export function versionRow(text: string): string {
  const id = text.toLowerCase()
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no id of a state`,
    remedy: 'Write the id that `crosswalk history` shows beside it.',
  })
}

/** Ids of configs, separated by commas. */
export const configIds = (text: string): readonly ConfigId[] => text.split(',').map(parseConfigId)

/** Ids of tenants, separated by commas. */
export function tenantIds(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim().toLowerCase())
  const wrong = ids.find((id) => !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
  if (wrong === undefined) return ids
  return fail('general/usage', {
    problem: `${JSON.stringify(wrong)} is no id of a tenant`,
    remedy: 'Write UUIDs, separated by commas.',
  })
}

function parsePath(text: string): string {
  parsePointer(text)
  return text
}

function parseStatus(text: string): 'migrated' | 'unchanged' | 'failed' {
  if (text === 'migrated' || text === 'unchanged' || text === 'failed') return text
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is nothing that becomes of a config`,
    remedy: 'Write migrated, unchanged or failed.',
  })
}
