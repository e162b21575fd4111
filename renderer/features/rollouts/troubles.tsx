import { useInfiniteQuery } from '@tanstack/react-query'
import type { RolloutView, Trouble } from '../../../shared/api/rollouts.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Section } from '../../ui/section.tsx'
import { workbench } from '../../workbench/workbench.ts'
import { amount } from '../releases/index.ts'

const ROW_PX = 24
const MOST_ROWS = 10

/** Held and failed configs as they come, and what to do about them. */
export function Troubles({ view }: { readonly view: RolloutView }) {
  const { release, environment, figures } = view
  const some = figures.held + figures.failed
  const found = useInfiniteQuery({
    // Asked anew whenever there are more or fewer of them.
    queryKey: ['rollouts', 'troubles', { release, environment, held: figures.held, failed: figures.failed }],
    queryFn: ({ pageParam }) =>
      workbench().host.api.rollouts.troubles({
        release,
        environment,
        ...(pageParam === undefined ? {} : { after: pageParam }),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    placeholderData: (before) => before,
    enabled: some > 0,
  })
  if (some === 0) return null
  const troubles = found.data?.pages.flatMap((page) => page.troubles) ?? []
  const open = ({ config }: Trouble) => void workbench().runCommand('config.open', { environment, config })
  return (
    <Section title="Held and failed">
      {figures.held > 0 && (
        <Callout
          tone="warn"
          title={`${amount(figures.held)} held`}
          action={
            <Button onClick={() => void workbench().runCommand('snapshot.pull', { environment })}>
              Pull a snapshot
            </Button>
          }
        >
          They changed since the preview in a way that nobody has reviewed, and were left alone. Pull a
          snapshot, preview again, and push what is approved then.
        </Callout>
      )}
      {figures.failed > 0 && (
        <Callout tone="bad" title={`${amount(figures.failed)} failed`}>
          They are as they were. The reason says why; push again once it is mended, or leave them on purpose.
        </Callout>
      )}
      <div
        className="rollouts-table"
        style={{ height: ROW_PX * (Math.min(MOST_ROWS, troubles.length) + 1) + 4 }}
      >
        <DataTable
          label="Held and failed configs"
          columns={COLUMNS}
          rows={troubles}
          rowKey={({ config }) => config}
          onOpen={open}
        />
      </div>
      <p className="rollouts-hint">
        Enter or a double click opens a config. {troubles.length} of {some} shown.{' '}
        {found.hasNextPage && (
          <Button kind="link" onClick={() => void found.fetchNextPage()}>
            Show more
          </Button>
        )}
      </p>
    </Section>
  )
}

const COLUMNS: readonly Column<Trouble>[] = [
  {
    id: 'state',
    title: 'State',
    width: '80px',
    cell: ({ state }) => <Badge tone={state === 'held' ? 'warn' : 'bad'}>{state}</Badge>,
  },
  { id: 'config', title: 'Config', width: '290px', cell: ({ config }) => <Mono>{config}</Mono> },
  { id: 'wave', title: 'Wave', width: '50px', align: 'end', cell: ({ wave }) => wave },
  {
    id: 'reason',
    title: 'Why',
    width: 'minmax(200px, 3fr)',
    cell: ({ reason }) => <span title={reason}>{reason}</span>,
  },
  { id: 'tenant', title: 'Tenant', width: 'minmax(80px, 1fr)', cell: ({ tenant }) => tenant ?? 'gone' },
]
