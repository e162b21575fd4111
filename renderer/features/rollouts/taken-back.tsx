import { useEffect, useState } from 'react'
import type { RolloutView, TakenBackLine, TakenBackPage } from '../../../shared/api/rollouts.ts'
import { failureWords } from '../../hosts/failure.ts'
import { Badge } from '../../ui/badge.tsx'
import { Callout } from '../../ui/callout.tsx'
import { BarChart } from '../../ui/charts/bar-chart.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/section.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import { workbench } from '../../workbench/workbench.ts'
import { amount } from '../releases/index.ts'
import { fateOf, pathWords } from './forecast-result.tsx'

type Known = { readonly lines: readonly TakenBackLine[]; readonly sums: TakenBackPage['sums'] }

/** What a rollback did: restored, kept, put aside, in conflict, by config and by path. */
export function TakenBack({ view }: { readonly view: RolloutView }) {
  const { release, environment, figures } = view
  const undone = figures.restored + figures.keptEdits + figures.conflicts
  const [known, setKnown] = useState<Known>({ lines: [], sums: null })
  const [error, setError] = useState<unknown>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is read anew when more was taken back
  useEffect(() => {
    const stop = new AbortController()
    setError(undefined)
    readAll({ release, environment }, stop.signal, setKnown).catch((failure: unknown) => {
      if (!stop.signal.aborted) setError(failure)
    })
    return () => stop.abort()
  }, [release, environment, undone, view.state])
  const open = ({ config }: TakenBackLine) =>
    void workbench().runCommand('config.open', { environment, config })
  const { lines, sums } = known
  return (
    <Section title="What the rollback did">
      {error !== undefined && <Callout tone="bad">{failureWords(error).message}</Callout>}
      {sums === null ? (
        error === undefined && <Spinner label="Reading the journal" />
      ) : (
        <>
          {sums.configs.conflict > 0 && (
            <Callout tone="warn" title={`${amount(sums.configs.conflict)} in conflict`}>
              An edit and the release touched the same. The former value stands; both are in the history, for
              the user to decide.
            </Callout>
          )}
          <div className="rollouts-live">
            <BarChart
              label="Configs by what became of them"
              caption="shown"
              unit="configs"
              bars={[
                { id: 'restored', label: 'Restored exactly', value: sums.configs.restored, tone: 'good' },
                { id: 'kept', label: 'Taken back, edits kept', value: sums.configs.kept_edits, tone: 'info' },
                { id: 'conflict', label: 'In conflict', value: sums.configs.conflict, tone: 'warn' },
                { id: 'failed', label: 'Could not be taken back', value: sums.configs.failed, tone: 'bad' },
              ]}
            />
            <BarChart
              label="Paths by what became of them"
              caption="shown"
              unit="paths"
              bars={[
                { id: 'restored', label: 'Restored', value: sums.paths.restored ?? 0, tone: 'good' },
                { id: 'kept', label: 'Edit kept', value: sums.paths.kept ?? 0, tone: 'info' },
                { id: 'aside', label: 'Edit put aside', value: sums.paths.aside ?? 0, tone: 'neutral' },
                {
                  id: 'both',
                  label: 'Changed on both sides',
                  value: sums.paths['both-sides'] ?? 0,
                  tone: 'warn',
                },
              ]}
            />
          </div>
        </>
      )}
      {lines.length > 0 && (
        <div className="rollouts-table" style={{ height: 24 * (Math.min(10, lines.length) + 1) + 4 }}>
          <DataTable
            label="Configs that were not restored exactly"
            columns={COLUMNS}
            rows={lines}
            rowKey={({ config }) => config}
            onOpen={open}
          />
        </div>
      )}
    </Section>
  )
}

async function readAll(
  which: { readonly release: string; readonly environment: string },
  signal: AbortSignal,
  tell: (known: Known) => void,
): Promise<void> {
  let lines: readonly TakenBackLine[] = []
  for await (const page of await workbench().host.api.rollouts.takenBack(which, { signal })) {
    lines = [...lines, ...page.lines]
    tell({ lines, sums: page.sums })
  }
}

const COLUMNS: readonly Column<TakenBackLine>[] = [
  {
    id: 'state',
    title: 'Became',
    width: '100px',
    cell: ({ state }) => <Badge tone={fateOf(state).tone}>{fateOf(state).words}</Badge>,
  },
  { id: 'config', title: 'Config', width: '290px', cell: ({ config }) => <Mono>{config}</Mono> },
  {
    id: 'paths',
    title: 'Paths',
    cell: ({ paths, reason }) => {
      const text =
        reason ??
        paths
          .filter(({ outcome }) => outcome !== 'restored')
          .map(pathWords)
          .join('; ')
      return <span title={text}>{text}</span>
    },
  },
]
