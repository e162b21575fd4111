import type { TypesResult } from '../../compose.ts'
import { command } from '../command.ts'
import { count } from '../words.ts'

export const migrationTypes = command({
  name: 'migration types',
  summary: 'Write the types that editors check migrations by',
  details: [
    'They come from the schemas and go into .crosswalk, which is not in Git. `migration new` and `migration check`',
    'bring them up to date as well.',
  ],
  arguments: {},
  options: {},
  async run({ services }) {
    const { migrations } = await services()
    return migrations.types()
  },
  show: ({ folder, versions, changed, editor }: TypesResult) => [
    changed
      ? `Wrote the types of ${count(versions, 'version')} to ${folder}.`
      : `The types of ${count(versions, 'version')} in ${folder} are up to date.`,
    ...editorLines[editor],
  ],
})

const editorLines: { readonly [E in TypesResult['editor']]: readonly string[] } = {
  written: ['Wrote tsconfig.json, by which editors find them. It belongs into Git.'],
  ready: [],
  foreign: [
    'There is a tsconfig.json of your own, which does not lead to them. Add to its compilerOptions:',
    '  "paths": { "crosswalk": ["./.crosswalk/types/index.d.ts"] }',
  ],
}
