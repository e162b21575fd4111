import { useMemo, useState } from 'react'
import type { PreviewOverview, ShapeEntry } from '../../../../shared/api/evidence.ts'
import { Badge } from '../../../ui/badge.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { SplitView } from '../../../ui/split-view.tsx'
import { VirtualList } from '../../../ui/virtual-list.tsx'
import type { ConfigFilter } from '../configs/filter.ts'
import { count } from '../words.ts'
import { ConfigsTab } from './configs-tab.tsx'
import { ShapeDetail } from './shape-detail.tsx'

const FIXED = ['shape', 'path', 'status', 'from'] as const satisfies readonly (keyof ConfigFilter)[]

/** The shapes at the left; of the chosen one everything that is known, and its configs. */
export function Shapes({ overview }: { readonly overview: PreviewOverview }) {
  const { shapes, preview, configs, unchanged, failed } = overview
  const [chosen, setChosen] = useState(shapes[0]?.id)
  const filter = useMemo(() => (chosen === undefined ? {} : { shape: chosen }), [chosen])
  if (chosen === undefined) {
    return (
      <EmptyState icon="symbol-structure" title="Nothing changes in any config">
        Of {count(configs, 'config')}, {unchanged.toLocaleString('en')} are at the version already and{' '}
        {failed.toLocaleString('en')} failed.
      </EmptyState>
    )
  }
  return (
    <SplitView name="preview-shapes" initial={[0.34, 0.66]}>
      <VirtualList
        label="Shapes"
        items={shapes}
        rowHeight={66}
        itemKey={({ id }) => id}
        selected={chosen}
        onSelect={({ id }) => setChosen(id)}
        textOf={({ summary }) => summary}
        renderRow={(shape) => <ShapeRow shape={shape} configs={configs} />}
      />
      <SplitView name="preview-shape" direction="column" initial={[0.62, 0.38]}>
        <ShapeDetail key={chosen} preview={preview} shape={chosen} />
        <ConfigsTab key={chosen} overview={overview} initial={filter} fixed={FIXED} />
      </SplitView>
    </SplitView>
  )
}

function ShapeRow({ shape, configs }: { readonly shape: ShapeEntry; readonly configs: number }) {
  const { count: own, tenants, summary, lost, warnings } = shape
  return (
    <div className="preview-shape">
      <div className="preview-shape-line">
        <strong>{count(own, 'config')}</strong>
        {tenants !== null && tenants !== own && <span>of {count(tenants, 'tenant')}</span>}
        <span className="preview-shape-badges">
          {lost.silently > 0 && <Badge tone="bad">{lost.silently} lost silently</Badge>}
          {lost.declared > 0 && <Badge tone="warn">{lost.declared} dropped</Badge>}
          {warnings.length > 0 && <Badge tone="info">warns</Badge>}
        </span>
      </div>
      <div className="preview-shape-summary" title={summary}>
        {summary}
      </div>
      <div className="preview-share" aria-hidden="true">
        <div style={{ transform: `scaleX(${own / Math.max(1, configs)})` }} />
      </div>
    </div>
  )
}
