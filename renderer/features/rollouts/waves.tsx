import type { RolloutView } from '../../../shared/api/rollouts.ts'
import { Badge } from '../../ui/badge.tsx'
import { StackedBar } from '../../ui/charts/stacked-bar.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Section } from '../../ui/section.tsx'
import { amount } from '../releases/index.ts'
import { shareWords, wavePartsOf, waveState } from './figures.ts'

/** The waves of a rollout, how far each is, and what the next one waits for. */
export function Waves({ view: { waves } }: { readonly view: RolloutView }) {
  return (
    <Section title="Waves">
      <ol className="rollouts-waves" aria-label="Waves">
        {waves.map((wave, at) => {
          const { words, tone } = waveState(wave.state)
          // What was waited for once is told no more.
          const isAwaited = waves[at + 1]?.state === 'pending'
          const checks = [...wave.objections, ...wave.waits]
          return (
            <li key={wave.wave} aria-current={wave.state === 'rolling_out' ? 'step' : undefined}>
              <div className="rollouts-wave-head">
                <strong>Wave {wave.wave}</strong>
                <Badge tone={tone}>{words}</Badge>
                <span className="rollouts-hint">
                  {shareWords(wave, waves[at - 1])}, {amount(wave.configs)}
                </span>
                <span className="rollouts-grow" />
                <span className="rollouts-hint">{bakeWords(wave)}</span>
              </div>
              <StackedBar
                label={`Wave ${wave.wave}`}
                unit="configs"
                parts={wavePartsOf(wave)}
                total={wave.configs}
                legend="unseen"
              />
              {checks.length > 0 && isAwaited && (
                <div className={wave.objections.length > 0 ? 'rollouts-objection' : 'rollouts-hint'}>
                  <Icon name={wave.objections.length > 0 ? 'warning' : 'watch'} />{' '}
                  {wave.objections.length > 0 ? 'Speaks against the next wave: ' : 'The next wave waits: '}
                  {checks.join('; ')}.
                </div>
              )}
              {wave.baked !== null && checks.length === 0 && isAwaited && (
                <div className="rollouts-hint">
                  <Icon name="pass" /> It has held: the next wave may begin.
                </div>
              )}
            </li>
          )
        })}
      </ol>
    </Section>
  )
}

function bakeWords({ bakeMinutes, bakeReads, baked }: RolloutView['waves'][number]): string {
  const asked = [
    ...(bakeMinutes > 0 ? [`${bakeMinutes} min`] : []),
    ...(bakeReads > 0 ? [`${bakeReads.toLocaleString('en')} reads`] : []),
  ]
  if (asked.length === 0) return 'does not bake'
  if (baked === null) return `bakes ${asked.join(' and ')}`
  const minutes = Math.floor(baked.minutes)
  const time = minutes < bakeMinutes ? `${minutes} of ${bakeMinutes} min` : `${minutes} min`
  const reads = baked.reads === null ? '' : `, ${baked.reads.toLocaleString('en')} reads`
  return `baked ${time}${reads}`
}
