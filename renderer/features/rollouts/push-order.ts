import type { PushPlan } from '../../../shared/api/rollouts.ts'

/** What the dialog asks of whoever pushes. */
export type OrderForm = {
  /** `next`, `all`, or the number of a wave. */
  readonly wave: string
  readonly promotion: 'by-hand' | 'automatic'
  readonly maxRate: string
  readonly despiteFreeze: string
  readonly typed: string
  /** A backup of the operator's own, in the place of the one that the push takes. */
  readonly backup: { readonly taken: string; readonly note: string } | undefined
}

export const EMPTY_ORDER: OrderForm = {
  wave: 'next',
  promotion: 'by-hand',
  maxRate: '',
  despiteFreeze: '',
  typed: '',
  backup: undefined,
}

/** What keeps the push from being ordered, each a sentence; none where it may be. The services refuse by themselves, too. */
export function lacksOf(plan: PushPlan, form: OrderForm): readonly string[] {
  const {
    environment,
    protection,
    frozen,
    staging,
    verified,
    next,
    previewAgeHours,
    previewMaxAgeHours,
    state,
  } = plan
  const begins = state === 'approved' || state === 'verified'
  const isOld =
    begins && previewMaxAgeHours !== null && previewAgeHours !== null && previewAgeHours > previewMaxAgeHours
  return [
    ...(isOld ? ['Its preview is too old: pull a snapshot, preview again, and propose it anew.'] : []),
    ...(verified === 'missing' ? [`It has to be verified on ${staging.join(' or ')} first.`] : []),
    ...(verified === 'failed'
      ? [`It did not hold on ${staging.join(' or ')}: mend it and verify it again.`]
      : []),
    ...(form.wave === 'next' && next === null
      ? ['The next wave may not begin yet: wait, or name a wave.']
      : []),
    ...(form.maxRate !== '' && !(Number(form.maxRate) > 0) ? ['The rate is no number above 0.'] : []),
    ...(frozen !== null && form.despiteFreeze.trim() === ''
      ? ['Say why it has to be now, in spite of the freeze.']
      : []),
    ...lacksOfBackup(form.backup),
    ...(protection === 'protected' && form.typed !== environment ? [`Type ${environment} to confirm.`] : []),
  ]
}

/** The waves that a push goes up to, and what it has to deal with in them. */
export function reachOfOrder(
  { waves, next }: Pick<PushPlan, 'waves' | 'next'>,
  { wave }: Pick<OrderForm, 'wave'>,
): { readonly configs: number; readonly tenants: number } {
  const upTo = wave === 'all' ? waves.length : wave === 'next' ? (next ?? 0) : Number(wave)
  const reached = waves.filter((one) => one.wave <= upTo)
  return {
    // Held and failed ones are looked at again.
    configs: reached.reduce((sum, { configs, migrated }) => sum + Math.max(0, configs - migrated), 0),
    tenants: reached.reduce((sum, { tenants }) => sum + tenants, 0),
  }
}

/** The order as the services take it. */
export function pushRequest({ release, environment, protection, frozen }: PushPlan, form: OrderForm) {
  const { wave, promotion, maxRate, despiteFreeze, typed, backup } = form
  return {
    release,
    environment,
    promotion,
    ...(wave === 'next' ? {} : { wave: wave === 'all' ? ('all' as const) : Number(wave) }),
    ...(maxRate === '' ? {} : { maxRate: Number(maxRate) }),
    ...(frozen === null ? {} : { despiteFreeze: despiteFreeze.trim() }),
    ...(protection === 'none' ? {} : { confirm: typed }),
    ...(backup === undefined
      ? {}
      : { backup: { taken: new Date(backup.taken).toISOString(), note: backup.note.trim() } }),
  }
}

function lacksOfBackup(backup: OrderForm['backup']): readonly string[] {
  if (backup === undefined) return []
  return [
    ...(Number.isNaN(Date.parse(backup.taken)) ? ['Say when your backup was taken.'] : []),
    ...(backup.note.trim() === '' ? ['Say what your backup is, and where.'] : []),
  ]
}
