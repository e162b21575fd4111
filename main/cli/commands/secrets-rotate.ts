import type { RotateResult } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { leftLines } from '../results/secrets.ts'
import { count } from '../words.ts'

export const secretsRotate = command({
  name: 'secrets rotate',
  summary: 'Encrypt every secret anew under the current key',
  details: [
    'The current key is "key_id" of the environment in crosswalk.json. Keep the old one until `crosswalk secrets status`',
    'says that it is no longer used. Can be cut off, and run while releases are under way.',
  ],
  arguments: {},
  options: { env },
  async run({ services, progress, who }, { env: environment }): Promise<RotateResult> {
    const { secrets } = await services()
    return secrets.rotate(environment, {
      who: await who(),
      progress: ({ done }) => progress({ label: `Rotating in ${environment}`, done, unit: 'configs' }),
    })
  },
  status: ({ left, unreadable }) => (left + unreadable.length === 0 ? 0 : 3),
  show: (result, page) => [
    `The secrets of ${count(result.rewritten, 'config')} are under key ${result.key} now.`,
    ...leftLines(result, page),
  ],
})
