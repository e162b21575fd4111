import { basename } from 'node:path'
import type { Session } from '../../../shared/api/session.ts'
import { fail } from '../../../shared/errors/index.ts'
import { type Context, os } from '../context.ts'

async function describe({ desk, visitor }: Context): Promise<Session> {
  const { agents, environments } = await desk.services.workspace.settings()
  return {
    who: visitor.who,
    version: desk.version,
    workspace: {
      name: basename(desk.workspaceDir),
      folder: desk.workspaceDir,
      agents: Object.keys(agents),
      environments: Object.entries(environments).map(([name, one]) => ({
        name,
        kind: one.embedded ? 'embedded' : 'external',
        protected: one.protected ?? false,
        staging: one.staging ?? false,
      })),
    },
  }
}

export const session = {
  get: os.session.get.handler(({ context }) => describe(context)),
  become: os.session.become.handler(({ context, input }) => {
    context.visitor.who = input.who
    return describe(context)
  }),
  link: os.session.link.handler(({ context }) => ({ link: context.link?.() ?? fail('web/no-links', {}) })),
}
