/** What of a release is to be taken back, as it is chosen. */
export type RollbackForm = {
  readonly what: 'release' | 'wave' | 'tenants'
  readonly wave: string
  readonly tenants: string
  readonly withNewer: boolean
  readonly emergency: string
}

export type RollbackScopeInput = { readonly wave?: number; readonly tenants?: string[] }

export const EMPTY_SCOPE: RollbackForm = {
  what: 'release',
  wave: '1',
  tenants: '',
  withNewer: false,
  emergency: '',
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const idsOf = (text: string): readonly string[] => text.split(/[\s,;]+/).filter(Boolean)

/** What is wrong with the choice, in sentences. */
export function lacksOfScope({ what, tenants }: RollbackForm): readonly string[] {
  if (what !== 'tenants') return []
  const ids = idsOf(tenants)
  const wrong = ids.filter((id) => !UUID.test(id))
  if (wrong.length > 0) return [`${wrong[0]} is no id of a tenant.`]
  return ids.length === 0 ? ['Name a tenant at least.'] : []
}

/** The choice as the services take it. */
export function scopeOf({ what, wave, tenants }: RollbackForm): RollbackScopeInput {
  if (what === 'wave') return { wave: Number(wave) }
  return what === 'tenants' ? { tenants: [...new Set(idsOf(tenants).map((id) => id.toLowerCase()))] } : {}
}
