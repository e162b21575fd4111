import type { RewriteResult } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { leftLines } from '../results/secrets.ts'
import { count } from '../words.ts'

export const secretsEncrypt = command({
  name: 'secrets encrypt',
  summary: 'Encrypt the secrets that stand in configs in the clear',
  details: [
    'In configs, in their history, and in what releases have put aside of them: where schemas say "x-secret": true.',
    'Ends with 3 where some could not be had or read; run it again.',
  ],
  arguments: {},
  options: {
    env,
    dryRun: { about: 'only say how many configs hold any; changes nothing' },
  },
  async run({ services, progress, who }, { env: environment, dryRun }): Promise<RewriteResult> {
    const { secrets } = await services()
    return secrets.encrypt(environment, {
      who: await who(),
      mode: dryRun ? 'report' : 'write',
      progress: ({ done }) => progress({ label: `Encrypting in ${environment}`, done, unit: 'configs' }),
    })
  },
  status: ({ left, unreadable }) => (left + unreadable.length === 0 ? 0 : 3),
  show(result, page, { dryRun }) {
    const { configs, rewritten } = result
    return [
      dryRun
        ? `${count(rewritten, 'config')} of ${configs} hold secrets in the clear, now or in their history. Nothing was changed.`
        : `The secrets of ${count(rewritten, 'config')} of ${configs} were encrypted.`,
      ...leftLines(result, page),
    ]
  },
})
