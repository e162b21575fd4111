import { command } from '../command.ts'
import { configId, env, versionRow } from '../inputs.ts'

export const restore = command({
  name: 'restore',
  summary: 'Give a config a state back that it had before',
  details: [
    '`crosswalk history` shows the states with their ids. The state that the config has now goes into the history.',
    'Refused while a release of the agent is being rolled out or taken back.',
  ],
  arguments: { config_id: configId },
  options: {
    env,
    to: {
      value: 'STATE',
      about: 'id of the state, as `crosswalk history` shows it',
      required: true,
      read: versionRow,
    },
    reason: { value: 'TEXT', about: 'why; goes into the history and the audit log', required: true },
  },
  async run({ services, who }, { config_id, env: environment, to, reason }) {
    const { environments } = await services()
    return environments.restore(environment, {
      configId: config_id,
      versionRow: to,
      reason,
      who: await who(),
    })
  },
  show: ({ config, from_version, version, replaced }) => [
    replaced === null
      ? `Config ${config} has that state already. Nothing was changed.`
      : `Config ${config} went from version ${from_version} to ${version}. The state before is ${replaced} in its history.`,
  ],
})
