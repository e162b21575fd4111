import type { FlowEntry } from '../../compose.ts'
import { command } from '../command.ts'
import { agent } from '../inputs.ts'
import { table } from '../table.ts'

export const flowList = command({
  name: 'flow list',
  summary: 'List the flow versions of the workspace',
  arguments: {},
  options: { agent: { value: 'AGENT', ...agent, about: 'only those of this agent' } },
  async run({ services }, options) {
    const { flows } = await services()
    return { flows: await flows.list(options) }
  },
  show({ flows }: { flows: readonly FlowEntry[] }, page) {
    if (flows.length === 0) return ['There are no flows yet: `crosswalk flow import` reads one.']
    return table(
      flows,
      [
        { title: 'AGENT', value: ({ agent }) => agent },
        { title: 'VERSION', value: ({ version }) => version },
        { title: 'NAME', value: ({ name }) => name, shrinks: true },
        { title: 'COMPONENTS', value: ({ components }) => components },
        { title: 'HASH', value: ({ hash }) => hash.slice(0, 12) },
        { title: 'CHANGELOG', value: ({ changelog }) => changelog, shrinks: true },
      ],
      page,
    )
  },
})
