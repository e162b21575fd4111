import { useState } from 'react'
import type { PreviewOverview } from '../../../../shared/api/evidence.ts'
import { ConfigList } from '../configs/config-list.tsx'
import type { ConfigFilter } from '../configs/filter.ts'
import { FilterBar } from '../configs/filter-bar.tsx'

/** Configs with what narrows them. `initial` is where it begins, and what of it is `fixed` is not asked for. */
export function ConfigsTab({
  overview,
  initial,
  fixed,
}: {
  readonly overview: PreviewOverview
  readonly initial: ConfigFilter
  readonly fixed: readonly (keyof ConfigFilter)[]
}) {
  const [filter, setFilter] = useState(initial)
  return (
    <div className="preview-list">
      <FilterBar overview={overview} filter={filter} fixed={fixed} onChange={setFilter} />
      <ConfigList preview={overview.preview} filter={filter} />
    </div>
  )
}
