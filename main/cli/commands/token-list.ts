import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { type TokenResult, tokenResult } from '../results/tokens.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

export const tokenList = command({
  name: 'token list',
  summary: 'List the tokens of services of an environment',
  details: ['Those that were revoked or have expired, too. When one was last used is right to a minute.'],
  arguments: {},
  options: { env },
  async run({ services }, { env: environment }) {
    const { tokens } = await services()
    return { environment, tokens: (await tokens.list(environment)).map(tokenResult) }
  },
  show({ environment, tokens }: { environment: string; tokens: readonly TokenResult[] }, page) {
    if (tokens.length === 0) return [`${environment} has no tokens. \`crosswalk token new\` makes one.`]
    const time = (at: string | null): string => (at === null ? '' : formatTime(at))
    return table(
      tokens,
      [
        { title: 'NAME', value: ({ name }) => name, shrinks: true },
        { title: 'STATE', value: ({ state }) => state },
        { title: 'AGENTS', value: ({ agents }) => agents.join(', '), shrinks: true },
        { title: 'MADE (UTC)', value: ({ created_at }) => time(created_at) },
        { title: 'BY', value: ({ created_by }) => created_by, shrinks: true },
        { title: 'UNTIL', value: ({ expires_at }) => time(expires_at) },
        { title: 'LAST USED', value: ({ last_used_at }) => time(last_used_at) },
        { title: 'ID', value: ({ id }) => id },
      ],
      page,
    )
  },
})
