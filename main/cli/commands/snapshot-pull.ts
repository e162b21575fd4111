import { command } from '../command.ts'
import { agent, env } from '../inputs.ts'
import { type SnapshotResult, snapshotResult, snapshotTable } from '../results/snapshots.ts'
import { count } from '../words.ts'

export const snapshotPull = command({
  name: 'snapshot pull',
  summary: 'Copy the configs of an environment into the workspace',
  details: [
    'One snapshot for each agent, all its configs as they were at one moment. Changes nothing there.',
    'Where a pull was cancelled or cut off, the next one goes on with it.',
  ],
  arguments: {},
  options: { env, agent: { value: 'AGENT', ...agent, about: 'only the configs of this agent' } },
  async run({ services, progress }, { env: environment, agent }) {
    const { snapshots } = await services()
    const pulled = await snapshots.pull({ environment, agent }, ({ agent, done, total, bytes }) => {
      const note = `${(bytes / 1e6).toFixed(1)} MB`
      progress({ label: `Pulling ${agent} from ${environment}`, done, total, unit: 'configs', note })
    })
    return { snapshots: pulled.map(snapshotResult) }
  },
  show({ snapshots }: { snapshots: readonly SnapshotResult[] }, page) {
    const configs = snapshots.reduce((sum, each) => sum + each.configs, 0)
    return [
      `Pulled ${count(configs, 'config')} into ${count(snapshots.length, 'snapshot')}.`,
      ...snapshotTable(snapshots, page),
    ]
  },
})
