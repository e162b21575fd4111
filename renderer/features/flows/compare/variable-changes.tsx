import type { RequiredVariable } from '../../../../shared/flow/custom-metadata.ts'
import type { FlowDifference } from '../../../../shared/flow/index.ts'
import { byText } from '../../../../shared/json/order.ts'
import type { Json } from '../../../../shared/json/value.ts'
import { writeJson } from '../../../../shared/json/write.ts'
import { Badge } from '../../../ui/badge.tsx'
import { DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { Section } from '../../../ui/section.tsx'
import type { OpenedFlow } from '../data.ts'

type Row = {
  readonly name: string
  readonly before: RequiredVariable | undefined
  readonly after: RequiredVariable | undefined
}

const TONES = { added: 'good', removed: 'bad', changed: 'warn', same: 'neutral' } as const

export type VariableChangesProps = {
  readonly difference: FlowDifference
  readonly before: OpenedFlow
  readonly after: OpenedFlow
}

/** The variables that configs feed and the data sources, of both versions. */
export function VariableChanges({ difference, before, after }: VariableChangesProps) {
  const { metadata } = difference
  const [was, is] = [before, after].map(
    ({ meta }) =>
      new Map(meta.custom_metadata.required_variables.map((variable) => [variable.name, variable])),
  )
  const names = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].sort(byText)
  const rows = names.map((name): Row => ({ name, before: was?.get(name), after: is?.get(name) }))
  const changed = new Set(metadata.variables.changed.map(({ name }) => name))
  const stateOf = ({ name, before, after }: Row) =>
    before === undefined ? 'added' : after === undefined ? 'removed' : changed.has(name) ? 'changed' : 'same'
  const sources = [
    ...metadata.data_sources.removed.map((name) => ({ name, state: 'removed' as const })),
    ...metadata.data_sources.added.map((name) => ({ name, state: 'added' as const })),
    ...after.meta.custom_metadata.optional_data_sources
      .filter((name) => !metadata.data_sources.added.includes(name))
      .map((name) => ({ name, state: 'same' as const })),
  ]
  return (
    <div className="flows-record">
      <Section title={`Variables that configs feed (${rows.length})`}>
        {rows.length === 0 && (
          <EmptyState icon="symbol-variable" title="No variables">
            Neither version takes anything from a config.
          </EmptyState>
        )}
        {rows.length > 0 && (
          <div className="flows-variables" style={{ height: 26 * (rows.length + 1) + 8 }}>
            <DataTable
              label="Variables of both versions"
              rows={rows}
              rowKey={({ name }) => name}
              rowHeight={26}
              columns={[
                {
                  id: 'state',
                  title: 'What became of it',
                  width: '140px',
                  cell: (row) => <State state={stateOf(row)} />,
                },
                { id: 'name', title: 'Variable', width: '2fr', cell: ({ name }) => <Mono>{name}</Mono> },
                {
                  id: 'before',
                  title: before.version,
                  width: '3fr',
                  cell: (row) => <Words variable={row.before} />,
                },
                {
                  id: 'after',
                  title: after.version,
                  width: '3fr',
                  cell: (row) => <Words variable={row.after} />,
                },
              ]}
            />
          </div>
        )}
      </Section>
      <Section title={`Data sources (${sources.length})`}>
        {sources.length === 0 && <p className="flows-muted">Neither version knows any.</p>}
        <ul className="flows-connections">
          {sources.map(({ name, state }) => (
            <li key={name}>
              <State state={state} /> <Mono>{name}</Mono>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  )
}

const State = ({ state }: { readonly state: keyof typeof TONES }) =>
  state === 'same' ? <span className="flows-muted">same</span> : <Badge tone={TONES[state]}>{state}</Badge>

function Words({ variable }: { readonly variable: RequiredVariable | undefined }) {
  const text = words(variable)
  return <span title={text}>{text}</span>
}

function words(variable: RequiredVariable | undefined): string {
  if (variable === undefined) return '—'
  const { type, required, path, default: value } = variable
  return [
    type,
    required ? 'required' : 'optional',
    path === undefined ? 'no path' : `from ${path}`,
    ...(value === undefined ? [] : [`else ${writeJson(value as Json)}`]),
  ].join(', ')
}
