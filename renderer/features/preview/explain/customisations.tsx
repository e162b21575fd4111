import type { CustomisationReport } from '../../../../shared/api/evidence.ts'
import { Badge } from '../../../ui/badge.tsx'
import { DataTable } from '../../../ui/data-table.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { fateOf } from '../words.ts'

/** Letters of a value that a row shows; the whole of it is in the documents above. */
const SHOWN = 200

/** Each setting of a user, with what became of it and where it is now. */
export function Customisations({
  customisations,
}: {
  readonly customisations: readonly CustomisationReport[]
}) {
  if (customisations.length === 0)
    return <p>Its user has set nothing: all of it is as the default config has it.</p>
  return (
    <DataTable
      label="Where its settings went"
      rows={customisations}
      rowKey={({ path }, index) => `${path} ${index}`}
      columns={[
        {
          id: 'path',
          title: 'Setting',
          width: 'minmax(120px, 2fr)',
          cell: ({ path }) => <Text text={path} />,
        },
        { id: 'value', title: 'Value', cell: ({ value }) => <Text text={value} /> },
        {
          id: 'class',
          title: 'What became of it',
          width: '130px',
          cell: (one) => <Badge tone={fateOf(one.class).tone}>{fateOf(one.class).words}</Badge>,
        },
        {
          id: 'to',
          title: 'Where it is now',
          width: 'minmax(120px, 2fr)',
          cell: (one) => <Text text={placesOf(one)} />,
        },
      ]}
    />
  )
}

/** "/a, /b as 3", and which step took it away where one did. */
const placesOf = ({ class: kind, path, to, also, now, step }: CustomisationReport): string => {
  const places = [to ?? (kind === 'kept' ? path : ''), ...also].filter(Boolean).join(', ')
  return [places, now === null ? '' : `as ${now}`, step === null ? '' : `step ${step}`]
    .filter(Boolean)
    .join(' ')
}

const Text = ({ text }: { readonly text: string }) => (
  <span title={text.slice(0, SHOWN)}>
    <Mono>{text.slice(0, SHOWN)}</Mono>
  </span>
)
