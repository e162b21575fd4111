import type { SecretsStatus } from '../../compose.ts'
import { command } from '../command.ts'
import { env } from '../inputs.ts'
import { type Column, table } from '../table.ts'
import { count } from '../words.ts'

export const secretsStatus = command({
  name: 'secrets status',
  summary: 'Tell what is encrypted in configs under which key, and what is not',
  details: [
    'Counts, by agent and path; no value is shown. Reads every config that may hold a secret, with its history.',
    'Ends with 3 where a secret stands in the clear, or a key that is used is not here.',
  ],
  arguments: {},
  options: { env },
  async run({ services, progress }, { env: environment }): Promise<SecretsStatus> {
    const { secrets } = await services()
    return secrets.status(environment, ({ done }) =>
      progress({ label: `Looking for secrets in ${environment}`, done, unit: 'configs' }),
    )
  },
  status: ({ ok }) => (ok ? 0 : 3),
  show({ environment, marked, keys, clear }, page) {
    const paths = marked.flatMap(({ agent, paths: of }) => of.map((path) => `${agent} ${path}`))
    return [
      paths.length === 0
        ? `No schema of ${environment} marks a secret.`
        : `${count(paths.length, 'place is', 'places are')} marked as secret: ${paths.join(', ')}`,
      ...(keys.length === 0 ? ['There is no key, here or there.'] : ['', ...table(keys, columns, page)]),
      ...(clear.length === 0 ? [] : ['']),
      ...clear.map(
        ({ agent, path, configs, states }) =>
          `${page.style('red', 'In the clear')}  ${agent} ${path}: ${count(configs, 'config')}, ${count(states, 'state')} of the history`,
      ),
      ...(clear.length === 0 ? [] : [`\`crosswalk secrets encrypt --env ${environment}\` encrypts them.`]),
    ]
  },
})

type Key = SecretsStatus['keys'][number]

const columns: readonly Column<Key>[] = [
  { title: 'KEY', value: ({ id }) => id },
  { title: 'HERE', value: ({ here }) => ({ ready: 'yes', missing: 'no', wrong: 'ANOTHER ONE' })[here] },
  { title: 'CONFIGS', value: ({ configs }) => configs },
  { title: 'HISTORY', value: ({ states }) => states },
  { title: 'COMPLEMENTS', value: ({ complements }) => complements },
  { title: 'SET ASIDE', value: ({ set_aside }) => set_aside },
  { title: '', value: (key) => (key.current ? 'encrypts' : isUsed(key) ? '' : 'no longer used') },
]

const isUsed = ({ configs, states, complements, set_aside }: Key): boolean =>
  configs + states + complements + set_aside > 0
