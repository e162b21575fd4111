import type { ConfigPage } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { count } from '../words.ts'

/** A page of a preview's configs. */
export const configPageLines = ({ configs, next, preview }: ConfigPage, page: Page): readonly string[] => {
  if (configs.length === 0) return [`Preview ${preview} has no more such configs.`]
  return [
    ...table(
      configs,
      [
        { title: 'CONFIG', value: ({ config }) => config },
        { title: 'TENANT', value: ({ tenant }) => tenant },
        { title: 'USER', value: ({ user }) => user },
        { title: 'FROM', value: ({ from }) => from },
        { title: 'RESULT', value: ({ status }) => status },
        { title: 'SHAPE', value: ({ shape }) => shape },
        {
          title: 'NOTE',
          value: ({ exact, error }) => error?.message ?? (exact === false ? 'back differs' : ''),
          shrinks: true,
        },
      ],
      page,
    ),
    ...(next === null ? [] : [`${count(configs.length, 'config')}; the next: --after ${next}`]),
  ]
}
