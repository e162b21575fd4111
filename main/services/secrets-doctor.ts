import type { DeepCheck } from './ports/database.ts'
import { type SecretOptions, type SecretParts, secretsStatus } from './secrets-status.ts'

/** What `crosswalk doctor --deep` says of secrets: counts by agent and path, never values. Reads every config that may hold one. */
export async function examineSecrets(
  parts: SecretParts,
  options: SecretOptions,
): Promise<readonly DeepCheck[]> {
  const { environment, clear, keys } = await secretsStatus(parts, options)
  const inClear = clear.reduce((sum, { configs, states }) => sum + configs + states, 0)
  const lost = keys.filter(
    ({ here, configs, states, complements, set_aside }) =>
      here !== 'ready' && configs + states + complements + set_aside > 0,
  )
  return [
    check({
      name: 'secrets encrypted',
      holds: 'no config and no state of the history holds a secret in the clear where its schema marks one',
      remedy: `Run \`crosswalk secrets encrypt --env ${environment}\`.`,
      count: inClear,
      examples: clear.map(({ agent, path, configs, states }) => ({
        id: `${agent} ${path}`,
        detail: `in the clear in ${configs} configs and ${states} states of the history`,
      })),
    }),
    check({
      name: 'secret keys',
      holds: 'every key that secrets are encrypted under is here',
      remedy: 'Where secrets have to be read or encrypted, set CROSSWALK_KEY_<ID> to each.',
      count: lost.length,
      examples: lost.map(({ id, here, configs }) => ({
        id,
        detail: `${here === 'wrong' ? 'another key is here under that id' : 'not here'}; ${configs} configs are under it`,
      })),
    }),
  ]
}

const check = ({
  name,
  holds,
  remedy,
  count,
  examples,
}: Pick<DeepCheck, 'name' | 'count' | 'examples'> & { holds: string; remedy: string }): DeepCheck =>
  count === 0
    ? { name, ok: true, message: holds, count, examples }
    : { name, ok: 'warn', message: `not so: ${holds}`, remedy, count, examples }
