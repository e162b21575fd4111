import { os } from '../context.ts'

export const losses = {
  list: os.losses.list.handler(({ context, input: { agent, to, preview } }) =>
    context.desk.services.losses.list({ agent, version: to }, { preview }),
  ),
  accept: os.losses.accept.handler(async ({ context, input: { agent, to, ...named } }) => {
    const { who } = context.visitor
    const { file, accepted } = await context.desk.services.losses.accept(
      { agent, version: to },
      { ...named, who },
    )
    return { file, accepted: accepted.length }
  }),
  withdraw: os.losses.withdraw.handler(async ({ context, input: { agent, to, ...named } }) => {
    const { file, withdrawn } = await context.desk.services.losses.withdraw({ agent, version: to }, named)
    return { file, withdrawn: withdrawn.length }
  }),
}
