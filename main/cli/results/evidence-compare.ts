import type { PreviewComparison } from '../../compose.ts'
import type { Page } from '../page.ts'
import { type Column, table } from '../table.ts'
import { count, formatCount } from '../words.ts'
import { atMost, BLOCKING, fateWords, type Grave, type Length, SILENT } from './evidence.ts'

type Counted = { readonly before: number; readonly after: number }
type Changes<T> = {
  readonly [K in 'came' | 'went' | 'grew' | 'shrank']: readonly T[]
} & { readonly same: number }

/** What differs between two previews. */
export function comparisonLines(
  { agent, before, after, masks_differ, shapes, losses, findings, configs }: PreviewComparison,
  page: Page,
  length: Length,
): readonly string[] {
  return [
    page.style('bold', `${agent}: preview ${before.preview} -> ${after.preview}`),
    ...(before.to === after.to ? [] : [`They lead to different versions: ${before.to} and ${after.to}.`]),
    ...(before.snapshot === after.snapshot
      ? [`Over one snapshot, ${before.snapshot}.`]
      : [`Over two snapshots: ${before.snapshot} and ${after.snapshot}.`]),
    ...(masks_differ
      ? ['They are masked in different ways: results at masked paths differ for that alone.']
      : []),
    ...changeLines(
      {
        names: ['shape', 'shapes'],
        columns: [
          { title: 'SHAPE', value: ({ id, was }) => (was === null ? id : `${was} -> ${id}`) },
          { title: 'WHAT HAPPENS', value: ({ summary }) => summary, shrinks: true },
        ],
      },
      shapes,
      page,
      length,
    ),
    ...changeLines(
      {
        names: ['loss', 'losses'],
        columns: [
          { title: 'PATH', value: ({ path }) => path, shrinks: true },
          { title: 'HOW', value: (loss) => fateWords(loss.class) },
        ],
        grave: SILENT,
      },
      losses,
      page,
      length,
    ),
    ...changeLines(
      {
        names: ['finding', 'findings'],
        columns: [
          { title: 'FINDING', value: ({ code, severity }) => `${code} ${severity}` },
          { title: 'WHAT', value: ({ message }) => message, shrinks: true },
        ],
        grave: BLOCKING,
      },
      findings,
      page,
      length,
    ),
    ...configLines(configs, page, length),
  ]
}

type Listed<T> = {
  readonly names: readonly [one: string, many: string]
  readonly columns: readonly Column<T>[]
  readonly grave?: Grave<T>
}

function changeLines<T extends Counted>(
  { names: [one, many], columns, grave }: Listed<T>,
  { same, ...changes }: Changes<T>,
  page: Page,
  length: Length,
): readonly string[] {
  const kinds = ['came', 'went', 'grew', 'shrank'] as const
  const rows = kinds.flatMap((how) => changes[how].map((row) => ({ how, row })))
  const { some, note } = atMost(rows, length, grave && { ...grave, is: ({ row }) => grave.is(row) })
  const counts = kinds
    .filter((how) => changes[how].length > 0)
    .map((how) => `${formatCount(changes[how].length)} ${how}`)
  const summary = [...counts, ...(same === 0 ? [] : [`${count(same, one, many)} as before`])]
  return [
    '',
    page.style(
      'bold',
      `${many.charAt(0).toUpperCase()}${many.slice(1)}: ${summary.length === 0 ? 'none' : summary.join(', ')}`,
    ),
    ...table(
      some,
      [
        { title: '', value: ({ how }) => how },
        { title: 'BEFORE', value: ({ row }) => row.before },
        { title: 'AFTER', value: ({ row }) => row.after },
        ...columns.map((column) => ({ ...column, value: ({ row }: { row: T }) => column.value(row) })),
      ],
      page,
    ),
    ...note,
  ]
}

function configLines(
  { both, same, differing, only_before, only_after, moves }: PreviewComparison['configs'],
  page: Page,
  length: Length,
): readonly string[] {
  const { some, note } = atMost(moves, length)
  const only = ({ configs, examples }: typeof only_before, where: string): readonly string[] =>
    configs === 0 ? [] : [`${count(configs, 'config')} only in the ${where}, such as ${examples.join(', ')}`]
  return [
    '',
    page.style(
      'bold',
      `Configs: ${formatCount(both)} in both, ${formatCount(same)} with the same result, ${formatCount(differing)} with another`,
    ),
    ...only(only_before, 'first'),
    ...only(only_after, 'second'),
    ...table(
      some,
      [
        { title: 'FIRST', value: ({ before }) => inWords(before) },
        { title: 'SECOND', value: ({ after }) => inWords(after) },
        { title: 'CONFIGS', value: ({ configs }) => configs },
        { title: 'EDITED SINCE', value: ({ edited }) => edited },
        { title: 'SUCH AS', value: ({ examples }) => examples.join(' '), shrinks: true },
      ],
      page,
    ),
    ...note,
  ]
}

const inWords = ({
  status,
  shape,
  failure,
}: PreviewComparison['configs']['moves'][number]['before']): string =>
  shape ?? (failure === null ? status : `${status} (${failure})`)
