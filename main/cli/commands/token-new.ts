import { parseAgentName } from '../../../shared/config/agent.ts'
import { fail } from '../../../shared/errors/index.ts'
import { command } from '../command.ts'
import { env, positiveCount } from '../inputs.ts'
import { type TokenResult, tokenResult } from '../results/tokens.ts'

const DAY_MS = 86_400_000

export const tokenNew = command({
  name: 'token new',
  summary: 'Make a token by which a service, such as Langflow, gets configs from the sidecar',
  details: ['It is shown once, now. The database keeps its SHA-256, by which nobody can make it up again.'],
  arguments: { name: { about: 'what it is called: for whom it is', read: parseName } },
  options: {
    env,
    agents: {
      value: 'AGENTS',
      about: 'agents that it is for, separated by commas',
      required: true,
      read: (text: string) => text.split(',').map((name) => parseAgentName(name.trim())),
    },
    days: { value: 'N', about: 'how long it holds (for ever unless given)', read: positiveCount },
  },
  async run({ services, who }, { name, env: environment, agents, days }) {
    const expiresAt = days === undefined ? null : new Date(Date.now() + days * DAY_MS).toISOString()
    const { tokens } = await services()
    const made = await tokens.create(environment, { name, agents, expiresAt, who: await who() })
    return { environment, token: made.token, ...tokenResult(made) }
  },
  show: ({
    environment,
    token,
    name,
    agents,
    expires_at,
  }: { environment: string; token: string } & TokenResult) => [
    `Token ${name} of ${environment}, for ${agents.join(', ')}${expires_at === null ? '' : `, until ${expires_at}`}:`,
    '',
    `  ${token}`,
    '',
    'It is not shown again. Keep it where secrets are kept; `crosswalk token revoke` ends it.',
  ],
})

function parseName(text: string): string {
  const name = text.trim()
  if (/^[^\p{Cc}]{1,100}$/u.test(name)) return name
  return fail('general/usage', {
    problem: `${JSON.stringify(text)} is no name for a token`,
    remedy: 'Write one of 1 to 100 characters, as in langflow-production.',
  })
}
