// biome-ignore-all lint/a11y: only rows in sight are there, which a table's elements cannot be laid out as; focus and keys are the grid's
import { useQuery } from '@tanstack/react-query'
import { memo, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { ConfigReport } from '../../../../shared/api/evidence.ts'
import { CONFIGS_A_PAGE } from '../../../../shared/api/previews.ts'
import type { ConfigId } from '../../../../shared/config/ids.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { VirtualRows } from '../../../ui/virtual-rows.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { openExplanation } from '../open.ts'
import type { ConfigFilter } from './filter.ts'
import { PagedRows } from './paged-rows.ts'

type Marks = { readonly total: number; readonly ends: readonly string[] }

/** The configs of a preview that a filter lets through, however many: they are read as they come into sight. */
export function ConfigList({ preview, filter }: { readonly preview: string; readonly filter: ConfigFilter }) {
  const marks = useQuery({
    queryKey: ['previews', 'marks', { preview, ...filter }],
    queryFn: () => workbench().host.api.previews.marks({ preview, ...filter }),
    staleTime: 600_000,
    // While a filter is typed, what was there stays: an empty list at every letter says less.
    placeholderData: (before: Marks | undefined) => before,
  })
  return (
    <Loading query={marks} label="Looking for configs">
      {(found) => <Found preview={preview} filter={filter} marks={found} />}
    </Loading>
  )
}

function Found({
  preview,
  filter,
  marks,
}: {
  readonly preview: string
  readonly filter: ConfigFilter
  readonly marks: Marks
}) {
  const rows = useMemo(
    () =>
      new PagedRows<ConfigReport>({
        ends: marks.ends,
        pageSize: CONFIGS_A_PAGE,
        read: (after) =>
          workbench().host.api.previews.configs({
            preview,
            ...filter,
            // As it came from there.
            ...(after === undefined ? {} : { after: after as ConfigId }),
          }),
        failed: (error) => workbench().notifyFailure(error),
      }),
    [preview, filter, marks],
  )
  useSyncExternalStore(rows.subscribe, rows.version)
  const [active, setActive] = useState(-1)
  if (marks.total === 0) {
    return (
      <EmptyState icon="search-stop" title="No config is like that">
        Take a filter away, or search for the beginning of another id.
      </EmptyState>
    )
  }
  return (
    <VirtualRows
      label={`Configs, ${marks.total.toLocaleString('en')}`}
      role="grid"
      className="ui-table preview-configs"
      attributes={{ 'aria-rowcount': marks.total + 1, 'aria-colcount': 5 }}
      count={marks.total}
      rowHeight={24}
      active={active}
      onActive={setActive}
      onOpen={(index) => {
        const row = rows.row(index)
        if (row) openExplanation({ preview, config: row.config })
      }}
      textOf={(index) => rows.row(index)?.config ?? ''}
      header={<Head />}
      renderRow={(index, attributes) => {
        const row = rows.row(index)
        return (
          <div
            key={attributes.id}
            role="row"
            aria-rowindex={index + 2}
            {...attributes}
            className={`${attributes.className} preview-config`}
          >
            {row ? <Cells row={row} /> : <Wanted rows={rows} index={index} />}
          </div>
        )
      }}
    />
  )
}

const COLUMNS = ['Config', 'Tenant', 'User', 'From', 'Result'] as const

const Head = () => (
  <div role="rowgroup" className="ui-table-head">
    <div role="row" aria-rowindex={1} className="preview-config">
      {COLUMNS.map((title) => (
        <span key={title} role="columnheader" className="ui-cell">
          {title}
        </span>
      ))}
    </div>
  </div>
)

// Scrolling renders every row in sight anew at each frame; what is in them stays.
const Cells = memo(function Cells({ row }: { readonly row: ConfigReport }) {
  const { tone, words } = resultOf(row)
  return (
    <>
      <Cell mono text={row.config} />
      <Cell mono text={row.tenant ?? 'not in the snapshot'} />
      <Cell mono text={row.user ?? ''} />
      <Cell text={row.from ?? 'unreadable'} />
      <span role="gridcell" className="ui-cell" title={row.error?.message ?? words}>
        <Badge tone={tone}>{words}</Badge> {row.error?.message}
      </span>
    </>
  )
})

const Cell = ({ text, mono }: { readonly text: string; readonly mono?: true }) => (
  <span role="gridcell" className={mono ? 'ui-cell preview-id' : 'ui-cell'} title={text}>
    {text}
  </span>
)

/** In the place of a row whose page is not there: being there, it asks for it. */
function Wanted({ rows, index }: { readonly rows: PagedRows<ConfigReport>; readonly index: number }) {
  useEffect(() => rows.want(index), [rows, index])
  return <span role="gridcell" className="ui-cell preview-wanted" aria-label="On its way" />
}

function resultOf({ status, exact }: ConfigReport): { readonly tone: Tone; readonly words: string } {
  if (status === 'failed') return { tone: 'bad', words: 'failed' }
  if (status === 'unchanged') return { tone: 'neutral', words: 'unchanged' }
  return exact ? { tone: 'good', words: 'migrated' } : { tone: 'warn', words: 'differs back' }
}
