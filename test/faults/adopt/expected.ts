// What an adoption has to find in a world, worked out from the world alone.

import type { Config, World } from './seed.ts'

const isId = (text: string | null): text is string =>
  text !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
const isVersion = (text: string | null): boolean => text !== null && /^\d+\.\d+\.\d+$/.test(text)
const isObject = ({ json }: Config): boolean => json?.startsWith('{') ?? false
const said = ({ json }: Config): string | null => /^\{"version": "([^"]*)"/.exec(json ?? '')?.[1] ?? null

/** Rows beyond the first of each key. */
const surplus = (keys: readonly string[]): number => keys.length - new Set(keys).size

export const known = [
  { agent: 'seo', versions: ['1.0.0', '1.1.0'] },
  { agent: 'content', versions: ['1.0.0', '1.1.0'] },
  { agent: 'paid_ads', versions: [] },
] as const
const isKnown = (agent: string | null, version: string | null): boolean =>
  known.some((one) => one.agent === agent && one.versions.some((other) => other === version))

export const differs = (one: Config): boolean => isObject(one) && said(one) !== one.version
export const canTakeVersion = (one: Config): boolean => differs(one) && isKnown(one.agent, said(one))

/** How many rows have each kind of mistake; those that none has are left out. */
export function expectedCounts({ configs, history, tenants, users, lacks }: World): Record<string, number> {
  const ids = new Set(configs.map((one) => one.id).filter(isId))
  const count = (which: (one: Config) => boolean) => configs.filter(which).length
  const pairs = configs.filter((one) => isId(one.tenant) && isId(one.user) && one.agent !== null)
  const counts: Record<string, number> = {
    'malformed-ids': count((one) => !(isId(one.id) && isId(one.tenant) && isId(one.user))),
    'malformed-history-ids': history.filter((one) => !(isId(one.id) && isId(one.configId))).length,
    'malformed-changed-by': history.filter((one) => one.changedBy !== null && !isId(one.changedBy)).length,
    'duplicate-ids': surplus(configs.map((one) => one.id).filter(isId)),
    'duplicate-history-ids': surplus(history.map((one) => one.id).filter(isId)),
    'without-agent': count((one) => one.agent === null),
    'version-differs': count(differs),
    'malformed-versions': count((one) => !isVersion(one.version)),
    'no-objects': count((one) => !isObject(one)),
    'empty-history': history.filter((one) => one.version === null || one.json === null).length,
    'orphan-tenants': count((one) => isId(one.tenant) && !tenants?.includes(one.tenant)),
    'orphan-users': count((one) => isId(one.user) && !users?.includes(one.user)),
    'duplicate-configs': surplus(pairs.map((one) => `${one.tenant} ${one.user} ${one.agent}`)),
    'orphan-history': history.filter((one) => isId(one.configId) && !ids.has(one.configId)).length,
    'orphan-changed-by': history.filter((one) => isId(one.changedBy) && !users?.includes(one.changedBy))
      .length,
    stuck: count((one) => one.status === 'migrating' && (one.hours === null || one.hours > 24)),
    'unknown-versions': count(
      (one) =>
        known.some(({ agent }) => agent === one.agent) &&
        isVersion(one.version) &&
        !isKnown(one.agent, one.version),
    ),
    'undeclared-agents': count((one) => one.agent === 'hr'),
  }
  if (lacks.includes('migration_attempted_at')) counts.stuck = count((one) => one.status === 'migrating')
  if (lacks.includes('migration_status')) counts.stuck = 0
  if (lacks.includes('changed_by'))
    Object.assign(counts, { 'malformed-changed-by': 0, 'orphan-changed-by': 0 })
  return Object.fromEntries(Object.entries(counts).filter(([, many]) => many > 0))
}
