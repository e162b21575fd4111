import type { AuditVerified } from '../../../shared/api/audit.ts'
import { os } from '../context.ts'

export const audit = {
  list: os.audit.list.handler(async ({ context, input: { environment, limit } }) => {
    const entries = await context.desk.services.audit.list(environment, { limit })
    return entries.map(({ id, at, actor, action, subject, detail, login, hash }) => ({
      ...{ id, at, actor, action, subject, detail, login, hash },
    }))
  }),
  verify: os.audit.verify.handler(({ context, input: { environment } }) =>
    context.desk.jobs.start(
      {
        kind: 'audit',
        title: `Verify the audit log of ${environment}`,
        environment,
        who: context.visitor.who,
      },
      async ({ services, progress }): Promise<AuditVerified> => {
        const told = ({ done }: { readonly done: number }) => progress({ done, unit: 'entries' })
        const { entries, head, faults, findings } = await services.audit.verify(environment, {
          expect: undefined,
          progress: told,
        })
        return { environment, entries, head, faults, findings }
      },
    ),
  ),
}
