import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { type TokenResult, tokenResult } from '../results/tokens.ts'

export const tokenRevoke = command({
  name: 'token revoke',
  summary: 'Revoke the token of a service',
  details: ['At once, in every sidecar of the environment. It cannot be undone; make a new one instead.'],
  arguments: { token: { about: 'its name or its id, as `crosswalk token list` shows them' } },
  options: { env },
  async run({ services, who }, { token, env: environment }) {
    const { tokens } = await services()
    return { environment, ...tokenResult(await tokens.revoke(environment, token, await who())) }
  },
  show: ({ environment, name, id }: { environment: string } & TokenResult) => [
    `Token ${name} (${id}) of ${environment} is revoked.`,
  ],
})
