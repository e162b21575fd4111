import { os } from '../context.ts'

export const migrations = {
  list: os.migrations.list.handler(async ({ context }) => ({
    agents: await context.desk.services.migrations.list(),
  })),
  graph: os.migrations.graph.handler(({ context, input }) =>
    context.desk.services.migrations.populated(input.agent),
  ),
  check: os.migrations.check.handler(({ context }) => context.desk.services.migrations.check(undefined)),
  create: os.migrations.create.handler(async ({ context, input: { content, ...edge } }) => {
    const made = await context.desk.services.migrations.create(edge, { to: 'file', content })
    const { agent, from, to, path, missing, sample, steps, verification, findings } = made
    return { agent, from, to, path, missing, sample, steps, verification, findings }
  }),
}
