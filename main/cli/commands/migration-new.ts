import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'

export const migrationNew = command({
  name: 'migration new',
  summary: 'Write the frame of a new migration',
  arguments: {
    agent,
    from: { ...version, about: 'the version that configs have before' },
    to: { ...version, about: 'the version that they have afterwards' },
  },
  options: {},
  async run({ services }, edge) {
    const { migrations } = await services()
    return { ...edge, ...(await migrations.create(edge)) }
  },
  show: ({ path }: { path: string }) => [`Wrote ${path}. Add its summary and its steps.`],
})
