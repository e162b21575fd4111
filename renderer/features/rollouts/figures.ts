import type { RolloutView, WaveView } from '../../../shared/api/rollouts.ts'
import type { Tone } from '../../ui/badge.tsx'
import type { StackedPart } from '../../ui/charts/stacked-bar.tsx'

/** How long the configs that are left take, in words; undefined where nobody can say. */
export function etaWords({
  remaining,
  perSecond,
}: Pick<RolloutView, 'remaining' | 'perSecond'>): string | undefined {
  return remaining > 0 && perSecond > 0 ? durationWords(remaining / perSecond) : undefined
}

/** A time in words: "12 s", "4 min", "2.5 h". */
export function durationWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 360) / 10} h`
}

/** A wave by what became of its configs; what is left of it is the rest of its bar. */
export const wavePartsOf = ({ migrated, held, failed }: WaveView): readonly StackedPart[] => [
  { id: 'migrated', label: 'Migrated', value: migrated, tone: 'good' },
  { id: 'held', label: 'Held', value: held, tone: 'warn' },
  { id: 'failed', label: 'Failed', value: failed, tone: 'bad' },
]

const STATES: Readonly<Record<WaveView['state'], { readonly words: string; readonly tone: Tone }>> = {
  pending: { words: 'pending', tone: 'neutral' },
  rolling_out: { words: 'rolling out', tone: 'info' },
  paused: { words: 'paused', tone: 'warn' },
  completed: { words: 'completed', tone: 'good' },
}

export const waveState = (state: WaveView['state']) => STATES[state]

/** The share of the tenants that a wave adds, beside those that come by name. */
export function shareWords({ percent, tenants, wave }: WaveView, before: WaveView | undefined): string {
  const share = percent - (before?.percent ?? 0)
  const people = `${tenants.toLocaleString('en')} tenant${tenants === 1 ? '' : 's'}`
  if (wave === 1 && percent === 100) return `everybody: ${people}`
  return share <= 0 ? `named tenants: ${people}` : `up to ${percent} %: ${people}`
}

/** What can be done with a rollout in this state. */
export type RolloutAction = 'push' | 'push again' | 'next wave' | 'pause' | 'resume' | 'cancel' | 'roll back'

export function actionsFor({
  state,
  holder,
  waves,
  order,
}: Pick<RolloutView, 'state' | 'holder' | 'waves' | 'order'>): readonly RolloutAction[] {
  switch (state) {
    case 'approved':
    case 'verified':
      // Whoever has its lease takes the backup.
      return holder === null ? ['push'] : []
    case 'rolling_out': {
      const running = holder !== null || order?.wish === 'run'
      const left = waves.some((wave) => wave.state === 'pending')
      if (running) return ['pause', 'cancel', 'roll back']
      return [...(left ? (['next wave'] as const) : []), 'roll back']
    }
    case 'paused':
      return [
        order === null || order.wish === 'cancel' ? 'push' : 'resume',
        ...(order?.wish === 'cancel' ? [] : (['cancel'] as const)),
        'roll back',
      ]
    case 'completed':
      return ['push again', 'roll back']
    case 'rolling_back':
      return ['roll back']
    default:
      return []
  }
}

/** What is known of how old the preview is. */
export const ageWords = (hours: number, limit: number | null): string =>
  `${hours < 1 ? 'less than an hour' : `${hours} hours`} old${limit === null ? '' : `; ${limit} hours are allowed`}`
