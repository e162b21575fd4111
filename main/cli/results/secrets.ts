import type { RewriteResult } from '../../compose.ts'
import type { Page } from '../page.ts'
import { count } from '../words.ts'

/** What a run over secrets has left undone. */
export const leftLines = ({ left, unreadable }: RewriteResult, page: Page): readonly string[] => [
  ...(left === 0
    ? []
    : [`${count(left, 'config')} were held by others all the time: run it again to take them.`]),
  ...unreadable.map(
    ({ config, problem }) => `${page.style('red', 'Left as it is')}  config ${config}: ${problem}`,
  ),
]
