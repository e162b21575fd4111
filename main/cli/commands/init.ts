import { resolve } from 'node:path'
import { command } from '../command.ts'

export const init = command({
  name: 'init',
  summary: 'Make a new workspace with the starter agents',
  details: ['The folder may be there already, with a Git repository say; nothing in it is overwritten.'],
  arguments: { dir: { about: 'folder of the new workspace' } },
  options: {},
  async run({ cwd, services }, { dir }) {
    const { workspace } = await services()
    return { workspace: await workspace.init(resolve(cwd, dir)) }
  },
  show: ({ workspace }: { workspace: string }) => [
    `Made a workspace in ${workspace}.`,
    'Name its environments in crosswalk.json; `crosswalk doctor` looks over it.',
  ],
})
