import { command } from '../command.ts'
import { agent, env, version } from '../inputs.ts'
import { flowImport } from './flow-import.ts'

export const flowPull = command({
  name: 'flow pull',
  summary: "Read a flow out of an environment's Langflow into the workspace, secrets removed",
  details: [
    'Just as `crosswalk flow import` does with an export. The id stands in the address of the flow in Langflow.',
  ],
  arguments: { id: { about: 'id of the flow in Langflow' } },
  options: {
    env,
    agent: { value: 'AGENT', required: true, ...agent },
    version: { value: 'VERSION', required: true, ...version },
    replace: { about: 'put it in the place of another flow of that version' },
  },
  async run({ services }, { id, env: environment, ...options }) {
    const { flows } = await services()
    return flows.pull(id, { environment, ...options })
  },
  show: flowImport.show,
})
