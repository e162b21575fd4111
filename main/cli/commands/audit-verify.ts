import type { AuditVerdict } from '../../compose.ts'
import { command } from '../command.ts'
import { env, hash } from '../inputs.ts'
import { count } from '../words.ts'

type Result = AuditVerdict & { readonly environment: string; readonly ok: boolean }

export const auditVerify = command({
  name: 'audit verify',
  summary: 'Find changed, missing and moved entries of the audit log',
  details: [
    'Computes every hash of the chain anew. Ends with 3 where something is wrong.',
    'Keep the hash of the head elsewhere: with --expect, the next verification finds an end that was cut off.',
  ],
  arguments: {},
  options: {
    env,
    expect: { value: 'HASH', about: 'hash of an entry that has to be there', read: hash.read },
  },
  async run({ services, progress }, { env: environment, expect }): Promise<Result> {
    const { audit } = await services()
    const verdict = await audit.verify(environment, {
      expect,
      progress: ({ done }) => progress({ label: 'Verifying the audit log', unit: 'entries', done }),
    })
    return { environment, ok: verdict.faults === 0, ...verdict }
  },
  status: ({ ok }) => (ok ? 0 : 3),
  show({ environment, ok, entries, head, faults, findings }, page) {
    const lines = findings.map(({ message }) => `${page.style('red', 'FAIL')}  ${message}`)
    const more = faults - findings.length
    return [
      ...lines,
      ...(more > 0 ? [`      and ${count(more, 'more fault')}`] : []),
      ok
        ? `The audit log of ${environment} is whole: ${count(entries, 'entry', 'entries')}, each where and as it was written.`
        : `The audit log of ${environment} is not as it was written: ${count(faults, 'fault')}, ${count(entries, 'entry', 'entries')}.`,
      ...(head === null ? [] : [`Head: entry ${head.id}, ${head.hash}`]),
    ]
  },
})
