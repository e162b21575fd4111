import type { RolloutView } from '../../../shared/api/rollouts.ts'
import { LineChart } from '../../ui/charts/line-chart.tsx'
import { everyStep } from '../../ui/charts/scale.ts'
import { StackedBar } from '../../ui/charts/stacked-bar.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Progress } from '../../ui/progress.tsx'
import { Section } from '../../ui/section.tsx'
import { amount } from '../releases/index.ts'
import { durationWords, etaWords } from './figures.ts'

const SPAN_S = 120
const STEP_S = 2
// A segment: less is always on its way.
const SHOWN_LAG_BYTES = 16 * 1024 ** 2
const ACTIVE = new Set(['rolling_out', 'rolling_back', 'paused'])

/** How far it is, how fast it goes, and what the database has to bear. */
export function LiveFigures({ view }: { readonly view: RolloutView }) {
  const { figures, state, remaining, perSecond, rates, environment } = view
  const isBack = state === 'rolling_back' || state === 'rolled_back'
  const undone = figures.restored + figures.keptEdits + figures.conflicts
  const done = isBack ? undone : figures.migrated + figures.held + figures.failed
  const isGoing = (state === 'rolling_out' && view.order?.wish === 'run') || state === 'rolling_back'
  const isOver = state === 'completed' || state === 'rolled_back'
  const eta = etaWords(view)
  return (
    <Section title="How it goes">
      <ul className="rollouts-numbers" aria-label="Figures">
        <Figure label={isBack ? 'taken back' : 'migrated'} value={isBack ? undone : figures.migrated} />
        <Figure label="held" value={figures.held} tone={figures.held > 0 ? 'warn' : undefined} />
        <Figure label="failed" value={figures.failed} tone={figures.failed > 0 ? 'bad' : undefined} />
        {!isOver && <Figure label="left" value={remaining} />}
        {isGoing && <Figure label="configs a second" value={Math.round(perSecond)} />}
        {isGoing && <Figure label="to go" text={eta ?? (remaining === 0 ? 'nothing' : '–')} />}
      </ul>
      {ACTIVE.has(state) && (
        <Progress
          label={`${amount(done)} of ${(done + remaining).toLocaleString('en')} dealt with`}
          done={done}
          total={done + remaining}
        />
      )}
      <div className="rollouts-live">
        <div>
          {state === 'rolled_back' ? null : isBack ? (
            <StackedBar
              label="What the rollback did"
              unit="configs"
              parts={[
                { id: 'restored', label: 'Restored exactly', value: figures.restored, tone: 'good' },
                { id: 'kept', label: 'With edits kept', value: figures.keptEdits, tone: 'info' },
                { id: 'conflict', label: 'In conflict', value: figures.conflicts, tone: 'warn' },
                { id: 'left', label: 'Left', value: Math.max(0, figures.migrated - undone), tone: 'neutral' },
              ]}
            />
          ) : (
            <StackedBar
              label={`Configs of the agent in ${environment}`}
              unit="configs"
              total={figures.configs}
              parts={[
                { id: 'migrated', label: 'Migrated', value: figures.migrated, tone: 'good' },
                { id: 'unchanged', label: 'There already', value: figures.unchanged, tone: 'info' },
                { id: 'held', label: 'Held', value: figures.held, tone: 'warn' },
                { id: 'failed', label: 'Failed', value: figures.failed, tone: 'bad' },
              ]}
            />
          )}
          <Order view={view} />
        </div>
        {(rates.length > 0 || ACTIVE.has(state)) && (
          <div>
            <LineChart
              label="Configs a second over the last two minutes"
              unit="configs a second"
              points={everyStep(
                rates.map(({ secondsAgo, perSecond: value }) => ({ secondsAgo, value })),
                { stepS: STEP_S, spanS: SPAN_S },
              )}
            />
          </div>
        )}
      </div>
    </Section>
  )
}

type FigureProps = {
  readonly label: string
  readonly tone?: 'warn' | 'bad' | undefined
} & (
  | { readonly value: number; readonly text?: undefined }
  | { readonly text: string; readonly value?: undefined }
)

function Figure({ label, value, text, tone }: FigureProps) {
  return (
    <li className={`rollouts-figure ${tone ? `rollouts-figure-${tone}` : ''}`}>
      <strong>{text ?? value?.toLocaleString('en')}</strong>
      <span>{label}</span>
    </li>
  )
}

function Order({ view: { order, batches, pressure, waves } }: { readonly view: RolloutView }) {
  const newest = batches[0]
  const strain = Math.round(pressure.strain * 100)
  const share = [
    ...(pressure.replicationLagMs > 0
      ? [`replica ${durationWords(pressure.replicationLagMs / 1000)} behind`]
      : []),
    ...(pressure.replicationLagBytes > SHOWN_LAG_BYTES
      ? [
          `replica ${Math.round(pressure.replicationLagBytes / 1e6).toLocaleString('en')} MB of the log behind`,
        ]
      : []),
    ...(pressure.hiddenReplicas > 0
      ? [`how far behind replicas are (${pressure.hiddenReplicas}) cannot be seen with this login`]
      : []),
    ...(pressure.othersAtWork > 0 ? [`${amount(pressure.othersAtWork, 'session')} of others at work`] : []),
    ...(pressure.blockedSessions > 0 ? [`${pressure.blockedSessions} sessions wait for its locks`] : []),
    `${Math.round(pressure.connections * 100)} % of the connections taken`,
  ]
  return (
    <KeyValue
      rows={[
        ...(order === null
          ? []
          : [
              {
                key: 'Ordered',
                value: [
                  `${waves.length > 1 ? `up to wave ${order.wave} of ${waves.length}` : 'everybody'} by ${order.askedBy}`,
                  ...(order.promotion === 'automatic' ? ['each next wave by itself'] : []),
                  ...(order.maxRate === null ? [] : [`at most ${order.maxRate} configs a second`]),
                  ...(order.reason === null ? [] : [order.reason]),
                ].join('; '),
              },
            ]),
        ...(newest === undefined
          ? []
          : [
              {
                key: 'Last batch',
                value: `${amount(newest.configs)}, ${durationWords(newest.secondsAgo)} ago; ${batches.length} in the last two minutes`,
              },
            ]),
        {
          key: 'Database',
          value: `${strain} % of what it can bear: ${share.join(', ')}${strain > 100 ? '. The rollout goes slower.' : pressure.othersAtWork > 0 ? '. Beside others the rollout goes gently.' : ''}`,
        },
      ]}
    />
  )
}
