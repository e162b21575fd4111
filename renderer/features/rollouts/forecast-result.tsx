import type { ForecastLine } from '../../../shared/api/rollouts.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { StackedBar } from '../../ui/charts/stacked-bar.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { workbench } from '../../workbench/workbench.ts'
import { amount } from '../releases/index.ts'
import type { Forecast } from './use-forecast.ts'

const WORDS: Readonly<Record<string, { readonly words: string; readonly tone: Tone }>> = {
  restored: { words: 'restored', tone: 'good' },
  kept_edits: { words: 'edits kept', tone: 'info' },
  conflict: { words: 'conflict', tone: 'warn' },
  failed: { words: 'stays', tone: 'bad' },
  deleted: { words: 'deleted', tone: 'neutral' },
}

/** What a config's fate is called, and its colour. */
export const fateOf = (state: string) => WORDS[state] ?? { words: state, tone: 'neutral' as const }

/** What a path's fate is called. */
export const pathWords = ({ path, outcome }: { readonly path: string; readonly outcome: string }): string =>
  `${path} ${OUTCOMES[outcome] ?? outcome}`

const OUTCOMES: Readonly<Record<string, string>> = {
  kept: 'keeps its edit',
  aside: 'is put aside, in the history',
  'both-sides': 'was changed on both sides',
  restored: 'is restored',
}

/** The sums of a forecast, and each config that would not be restored exactly. */
export function ForecastResult({
  forecast,
  environment,
}: {
  readonly forecast: Forecast
  readonly environment: string
}) {
  const { sums, seen, lines } = forecast
  if (sums === null) return <Spinner label={`${amount(seen)} looked at, nothing is written`} />
  const open = ({ config }: ForecastLine) =>
    void workbench().runCommand('config.open', { environment, config })
  return (
    <section aria-label="What it would do">
      <StackedBar
        label="What a rollback would do"
        unit="configs"
        parts={[
          { id: 'restored', label: 'Restored exactly', value: sums.restored, tone: 'good' },
          { id: 'kept', label: 'Edits kept', value: sums.kept_edits, tone: 'info' },
          { id: 'conflict', label: 'Conflict for the user', value: sums.conflicts, tone: 'warn' },
          { id: 'failed', label: 'Cannot be taken back', value: sums.failed, tone: 'bad' },
        ]}
      />
      <p className="rollouts-hint">
        Nothing was written.{' '}
        {[
          ...(sums.edits_aside > 0
            ? [
                `${amount(sums.edits_aside, 'edit')} would be put aside: the old version has no place for them.`,
              ]
            : []),
          ...(sums.moved_on > 0
            ? [`${amount(sums.moved_on)} stand at another version by now, and stay there.`]
            : []),
          ...(sums.deleted > 0 ? [`${amount(sums.deleted)} were deleted since.`] : []),
        ].join(' ')}
      </p>
      {lines.length > 0 && (
        <div className="rollouts-table" style={{ height: 24 * (Math.min(8, lines.length) + 1) + 4 }}>
          <DataTable
            label="Configs that would not be restored exactly"
            columns={COLUMNS}
            rows={lines}
            rowKey={({ config }) => config}
            onOpen={open}
          />
        </div>
      )}
    </section>
  )
}

const COLUMNS: readonly Column<ForecastLine>[] = [
  {
    id: 'would',
    title: 'Becomes',
    width: '100px',
    cell: ({ would }) => <Badge tone={fateOf(would).tone}>{fateOf(would).words}</Badge>,
  },
  { id: 'config', title: 'Config', width: '290px', cell: ({ config }) => <Mono>{config}</Mono> },
  {
    id: 'paths',
    title: 'Paths',
    cell: ({ edits, reason }) => {
      const text = reason ?? edits.map(pathWords).join('; ')
      return <span title={text}>{text}</span>
    },
  },
]
