import { formatReleaseName } from '../../../shared/release/name.ts'
import { os } from '../context.ts'

export const checklists = {
  get: os.checklists.get.handler(({ context, input: { release, environment } }) =>
    context.desk.services.checklists.read(release, { environment, who: context.visitor.who }),
  ),
  tick: os.checklists.tick.handler(({ context, input: { release, ...asked } }) =>
    context.desk.services.checklists.tick(release, { ...asked, who: context.visitor.who }),
  ),
  examine: os.checklists.examine.handler(({ context, input: { release, environment } }) => {
    const { who } = context.visitor
    const title = `Look over ${environment} for ${formatReleaseName(release)}`
    return context.desk.jobs.start({ kind: 'doctor', title, environment, who }, async ({ services }) => {
      const checks = await services.environments.examine(environment)
      return services.checklists.examined(release, { environment, who, checks })
    })
  }),
}
