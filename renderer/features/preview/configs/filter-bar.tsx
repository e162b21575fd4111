import { useEffect, useState } from 'react'
import type { PreviewOverview } from '../../../../shared/api/evidence.ts'
import { SearchField } from '../../../ui/search-field.tsx'
import { type ConfigFilter, findingKey, findingOf, withFilter } from './filter.ts'

/** How long nobody has to type before the search begins. */
const PAUSE_MS = 200

/** Search and filters above a list of configs. What the list is of by itself is not asked for again: `fixed`. */
export function FilterBar({
  overview,
  filter,
  fixed,
  onChange,
}: {
  readonly overview: PreviewOverview
  readonly filter: ConfigFilter
  readonly fixed: readonly (keyof ConfigFilter)[]
  readonly onChange: (filter: ConfigFilter) => void
}) {
  const offered = (name: keyof ConfigFilter) => !fixed.includes(name)
  return (
    <search className="preview-filters">
      <Typed
        label="Search by tenant, user or config"
        value={filter.text ?? ''}
        onChange={(text) => onChange(withFilter(filter, { text }))}
      />
      {offered('from') && overview.versions.length > 1 && (
        <Choice
          label="From version"
          all="Every version"
          value={filter.from ?? ''}
          options={overview.versions.flatMap(({ version }) => (version === null ? [] : [version]))}
          onChange={(from) => onChange(withFilter(filter, { from }))}
        />
      )}
      {offered('status') && (
        <Choice
          label="Result"
          all="Every result"
          value={filter.status ?? ''}
          options={['migrated', 'unchanged', 'failed']}
          onChange={(status) =>
            // The options are the only values that there can be.
            onChange(withFilter(filter, { status: status as NonNullable<ConfigFilter['status']> }))
          }
        />
      )}
      {offered('finding') && overview.findings.length > 0 && (
        <Choice
          label="Finding"
          all="Every finding"
          value={filter.finding ? findingKey(filter.finding) : ''}
          options={overview.findings.map(findingKey)}
          onChange={(key) => onChange(withFilter(filter, { finding: findingOf(key) }))}
        />
      )}
      {offered('path') && (
        <Choice
          label="Path"
          all="Every path"
          value={filter.path ?? ''}
          options={pathsOf(overview)}
          onChange={(path) => onChange(withFilter(filter, { path }))}
        />
      )}
    </search>
  )
}

const pathsOf = ({ shapes }: PreviewOverview): readonly string[] =>
  [...new Set(shapes.flatMap(({ operations }) => operations.map(({ path }) => path)))].sort()

function Choice({
  label,
  all,
  value,
  options,
  onChange,
}: {
  readonly label: string
  readonly all: string
  readonly value: string
  readonly options: readonly string[]
  readonly onChange: (value: string) => void
}) {
  return (
    <select
      className="ui-input"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}

/** A search that waits for a pause: each one goes over all configs. */
function Typed({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const [text, setText] = useState(value)
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return <SearchField label={label} value={text} onChange={setText} />
}
