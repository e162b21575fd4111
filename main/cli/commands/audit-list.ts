import { isObject } from '../../../shared/json/value.ts'
import { command } from '../command.ts'
import { env, positiveCount, since } from '../inputs.ts'
import { auditResult } from '../results/audit.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

const USUAL = 30

type Entry = ReturnType<typeof auditResult>

export const auditList = command({
  name: 'audit list',
  summary: 'Show the newest entries of the audit log',
  details: ['Newest first. `crosswalk audit export` gives all of them, for other programs.'],
  arguments: {},
  options: {
    env,
    limit: { value: 'N', about: `how many (${USUAL} unless given)`, read: positiveCount },
    since,
  },
  async run({ services }, { env: environment, limit = USUAL, since }) {
    const { audit } = await services()
    const entries = await audit.list(environment, { limit, ...(since === undefined ? {} : { since }) })
    return { environment, entries: entries.map(auditResult) }
  },
  show({ environment, entries }: { environment: string; entries: readonly Entry[] }, page) {
    if (entries.length === 0) return [`The audit log of ${environment} has no such entry.`]
    return table(
      entries,
      [
        { title: 'ENTRY', value: ({ id }) => id },
        { title: 'AT (UTC)', value: ({ at }) => formatTime(at) },
        { title: 'WHO', value: ({ actor }) => actor, shrinks: true },
        { title: 'LOGIN', value: ({ login }) => login, shrinks: true },
        { title: 'ACTION', value: ({ action }) => action },
        { title: 'OF', value: subjectOf, shrinks: true },
        {
          title: 'FROM',
          value: ({ client, application }) => [client, application].filter(Boolean).join(' '),
        },
      ],
      page,
    )
  },
})

/** The name of a release tells more than its id. */
function subjectOf({ subject, detail }: Entry): string {
  const release = isObject(detail) ? detail.release : undefined
  return typeof release === 'string' ? release : subject
}
