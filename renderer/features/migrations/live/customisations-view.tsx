import type { LiveCustomisation, LiveExample } from '../../../../shared/api/authoring.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Mono } from '../../../ui/mono.tsx'

const TONES: Readonly<Record<string, Tone>> = {
  kept: 'good',
  moved: 'good',
  converted: 'info',
  dropped: 'warn',
  'dropped-silently': 'bad',
  unproven: 'warn',
}

/** Where each thing went that the user had set. */
export function CustomisationsView({ example }: { readonly example: LiveExample | undefined }) {
  if (example?.state !== 'migrated' || example.customisations.length === 0) {
    return (
      <EmptyState icon="symbol-parameter" title="Nothing is customised here">
        This config is as the default config of its version is. Choose another one above to see where its
        customisations go.
      </EmptyState>
    )
  }
  return (
    <DataTable
      label="Customisations"
      rows={example.customisations}
      rowKey={({ path }) => path}
      columns={[
        { id: 'path', title: 'Place', cell: ({ path }: LiveCustomisation) => <Mono>{path}</Mono> },
        { id: 'value', title: 'Value', cell: ({ value }: LiveCustomisation) => <Mono>{value}</Mono> },
        {
          id: 'class',
          title: 'What became of it',
          cell: ({ class: kind, to }: LiveCustomisation) => (
            <>
              <Badge tone={TONES[kind] ?? 'neutral'}>{kind.replace('-', ' ')}</Badge>
              {to !== undefined && (
                <>
                  {' '}
                  <Mono>{to}</Mono>
                </>
              )}
            </>
          ),
        },
      ]}
    />
  )
}
