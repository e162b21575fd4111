import type { FlowMeta } from '../../../../shared/flow/index.ts'
import type { Json } from '../../../../shared/json/value.ts'
import { writeJson } from '../../../../shared/json/write.ts'
import { Badge } from '../../../ui/badge.tsx'
import { DataTable } from '../../../ui/data-table.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { KeyValue } from '../../../ui/key-value.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { Section } from '../../../ui/section.tsx'
import type { OpenedFlow } from '../data.ts'

type Variable = FlowMeta['custom_metadata']['required_variables'][number]

/** What is known of a flow version beside its graph: what it takes from a config, and where that goes. */
export function RecordView({ meta, flow }: { readonly meta: FlowMeta; readonly flow: OpenedFlow }) {
  const { custom_metadata: custom, langflow, variables } = meta
  const bound = Map.groupBy(variables, ({ name }) => name)
  const goesTo = ({ name, sets }: Variable) =>
    [
      ...(bound.get(name) ?? []).map(({ node_name, field }) => `${node_name}.${field}`),
      ...(sets ?? []).map(({ node, field }) => `${node}.${field}`),
    ].join(', ')
  const others = [...bound.keys()].filter(
    (name) => !custom.required_variables.some((variable) => variable.name === name),
  )
  return (
    <div className="flows-record">
      <Section title="This version">
        <KeyValue
          rows={[
            { key: 'Name', value: meta.name },
            { key: 'Description', value: meta.description || '—' },
            { key: 'Changelog', value: meta.changelog || '—' },
            { key: 'File', value: <Mono>{flow.file}</Mono> },
            { key: 'Hash', value: <Mono>{meta.hash}</Mono> },
            {
              key: 'Langflow',
              value:
                [...new Set([langflow.last_tested_version ?? '', ...langflow.lf_versions])]
                  .filter(Boolean)
                  .join(', ') || '—',
            },
            { key: 'Endpoint', value: meta.endpoint_name ?? '—' },
            { key: 'Config schema', value: custom.config_schema_version },
            { key: 'Data sources', value: custom.optional_data_sources.join(', ') || '—' },
          ]}
        />
      </Section>
      <Section title={`Variables that configs feed (${custom.required_variables.length})`}>
        {custom.required_variables.length === 0 ? (
          <EmptyState icon="symbol-variable" title="No variables">
            {`This version takes nothing from a config. What it should take stands in custom_metadata of ${flow.file.replace(/\.json$/, '.meta.json')}.`}
          </EmptyState>
        ) : (
          <div
            className="flows-variables"
            style={{ height: 26 * (custom.required_variables.length + 1) + 8 }}
          >
            <DataTable
              label="Variables that configs feed"
              rows={custom.required_variables}
              rowKey={({ name }) => name}
              rowHeight={26}
              columns={[
                { id: 'name', title: 'Variable', width: '2fr', cell: ({ name }) => <Mono>{name}</Mono> },
                {
                  id: 'type',
                  title: 'Type',
                  width: '130px',
                  cell: ({ type, required }) => (
                    <>
                      {type} {required && <Badge tone="info">required</Badge>}
                    </>
                  ),
                },
                {
                  id: 'path',
                  title: 'From the config at',
                  width: '2.2fr',
                  cell: ({ path }) =>
                    path === undefined ? (
                      <Badge tone="warn">no path</Badge>
                    ) : (
                      <span title={path}>
                        <Mono>{path}</Mono>
                      </span>
                    ),
                },
                {
                  id: 'default',
                  title: 'Default',
                  width: '1.2fr',
                  cell: ({ default: value }) =>
                    value === undefined ? '' : <Mono>{writeJson(value as Json)}</Mono>,
                },
                {
                  id: 'to',
                  title: 'Goes to',
                  width: '2fr',
                  cell: (variable) => goesTo(variable) || <Badge tone="warn">no field</Badge>,
                },
                {
                  id: 'description',
                  title: 'Description',
                  width: '2.4fr',
                  cell: (row) => <span title={row.description}>{row.description}</span>,
                },
              ]}
            />
          </div>
        )}
      </Section>
      {others.length > 0 && (
        <Section title={`Variables that Langflow itself gives (${others.length})`}>
          <ul className="flows-connections">
            {others.map((name) => (
              <li key={name}>
                <Mono>{name}</Mono> for{' '}
                {(bound.get(name) ?? []).map(({ node_name, field }) => `${node_name}.${field}`).join(', ')}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  )
}
