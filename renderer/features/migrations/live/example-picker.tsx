import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { ExampleConfig, LiveMeasure } from '../../../../shared/api/authoring.ts'
import { IconButton } from '../../../ui/icon-button.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { Select } from '../../../ui/select.tsx'
import { VirtualList } from '../../../ui/virtual-list.tsx'
import type { Edge } from '../edge.ts'
import { examplesQuery } from '../queries.ts'

type ExamplePickerProps = {
  readonly edge: Edge
  readonly config: string | undefined
  /** One example each. */
  readonly shapes: LiveMeasure['shapes']
  readonly onChoose: (config: string | undefined) => void
}

const DEFAULT = 'default'

/** Which config the text is tried on: one of each shape, the default config, or any that is looked for. */
export function ExamplePicker({ edge, config, shapes, onChoose }: ExamplePickerProps) {
  const [searching, setSearching] = useState(false)
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text)
  const found = useQuery({ ...examplesQuery(edge, wanted), placeholderData: (before) => before })
  const offered = [
    ...shapes.map(({ configs, summary, example }) => ({
      value: example.config ?? DEFAULT,
      label: `${configs.toLocaleString('en')} × ${summary}`,
    })),
    { value: DEFAULT, label: `The default config of ${edge.from}` },
  ]
  const value = config ?? DEFAULT
  const known = found.data?.configs.find((one) => one.config === config)
  const options = offered.some((one) => one.value === value)
    ? offered
    : [{ value, label: known ? `Tenant ${known.tenant}` : `Config ${value}` }, ...offered]
  const choose = (one: string) => onChoose(one === DEFAULT ? undefined : one)
  return (
    <div className="migrations-picker">
      <div className="migrations-picker-row">
        <Select label="Example" value={value} options={options} onChange={choose} />
        <IconButton
          icon="search"
          label="Find a tenant"
          pressed={searching}
          onClick={() => setSearching(!searching)}
        />
      </div>
      {searching && (
        <div className="migrations-search">
          <SearchField label="Tenant, user, config or version" value={text} onChange={setText} />
          <p role="status">
            {found.data
              ? found.data.snapshot === null
                ? 'There is no snapshot to look in.'
                : `${found.data.matching.toLocaleString('en')} of ${found.data.reached.toLocaleString('en')} configs`
              : 'Looking'}
          </p>
          <div className="migrations-matches">
            <VirtualList
              label="Configs"
              items={found.data?.configs ?? []}
              rowHeight={22}
              itemKey={(one) => one.config ?? DEFAULT}
              textOf={({ tenant }) => tenant}
              selected={config}
              onSelect={(one) => onChoose(one.config)}
              onOpen={(one) => {
                onChoose(one.config)
                setSearching(false)
              }}
              renderRow={(one: ExampleConfig) => (
                <span className="migrations-match">
                  <span>{one.tenant}</span>
                  <span>{one.version}</span>
                </span>
              )}
            />
          </div>
        </div>
      )}
    </div>
  )
}
