import type { FlowRecord } from '../../compose.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import { table } from '../table.ts'

export const flowShow = command({
  name: 'flow show',
  summary: 'Show what is known of a flow version',
  arguments: { agent, version },
  options: {},
  async run({ services }, which) {
    const { flows } = await services()
    return flows.get(which)
  },
  show({ agent, version, file, meta }: FlowRecord, page) {
    const { custom_metadata: metadata, langflow } = meta
    const facts: readonly (readonly [string, string])[] = [
      ['Flow', `${agent} ${version}: ${meta.name}`],
      ['File', file],
      ['Hash', meta.hash],
      ['Id in Langflow', meta.flow_id ?? ''],
      ['Endpoint', meta.endpoint_name ?? ''],
      ['Description', meta.description],
      ['Changelog', meta.changelog],
      [
        'Langflow',
        [...new Set([langflow.last_tested_version ?? '', ...langflow.lf_versions])]
          .filter(Boolean)
          .join(', '),
      ],
      ['Configurable', metadata.user_configurable ? 'by users' : 'not by users'],
      ['Config schema', metadata.config_schema_version],
      ['Data sources', metadata.optional_data_sources.join(', ')],
      [
        'Components',
        Object.entries(meta.components)
          .map(([type, times]) => (times === 1 ? type : `${type} ×${times}`))
          .join(', '),
      ],
      ['Variables', [...new Set(meta.variables.map(({ name }) => name))].join(', ')],
    ]
    return [
      ...facts.filter(([, value]) => value !== '').map(([name, value]) => `${`${name}:`.padEnd(16)}${value}`),
      ...table(
        metadata.required_variables,
        [
          { title: 'REQUIRED VARIABLE', value: ({ name }) => name },
          { title: 'TYPE', value: ({ type }) => type },
          { title: 'FED BY', value: ({ path }) => path, shrinks: true },
          { title: 'DESCRIPTION', value: ({ description }) => description, shrinks: true },
        ],
        page,
      ),
    ]
  },
})
