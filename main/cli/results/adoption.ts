import type { AdoptionFinding, AdoptionReport, Placeholder, Repair, SetAsideRow } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { count, formatCount, formatTime } from '../words.ts'

/** What `db adopt` gives, by what it was asked for. */
export type AdoptionResult =
  | ({ readonly action: 'report' } & AdoptionReport)
  | {
      readonly action: 'adopted'
      readonly environment: string
      readonly place: string
      readonly repairs: readonly Repair[]
      /** What there is still. */
      readonly findings: readonly AdoptionFinding[]
    }
  | {
      readonly action: 'restored' | 'removed'
      readonly environment: string
      readonly repairs: readonly Repair[]
    }
  | LeftoverResult

type LeftoverResult = ReturnType<typeof leftoverResult>

export const leftoverResult = (
  environment: string,
  {
    setAside,
    placeholders,
  }: { readonly setAside: readonly SetAsideRow[]; readonly placeholders: readonly Placeholder[] },
) => ({
  action: 'list' as const,
  environment,
  set_aside: setAside.map(({ rowId, restoredAt, ...row }) => ({
    ...row,
    row_id: rowId,
    restored_at: restoredAt,
  })),
  placeholders: placeholders.map(({ madeAt, ...row }) => ({ ...row, made_at: madeAt })),
})

export function adoptionLines(result: AdoptionResult, page: Page): readonly string[] {
  switch (result.action) {
    case 'report':
      return reportLines(result, page)
    case 'adopted':
      return [
        result.repairs.length === 0
          ? `${result.environment} (${result.place}): there was nothing to do.`
          : `${result.environment} (${result.place}) is adopted:`,
        ...repairTable(result.repairs, page),
        ...(result.findings.length === 0 ? [] : ['', 'Left as it is:']),
        ...findingLines(result.findings, page),
      ]
    case 'restored':
      return [`Put back: ${result.repairs.map(repairText).join(', ')}.`]
    case 'removed':
      if (result.repairs.length === 0) return ['There is no placeholder that nothing refers to.']
      return [`Removed placeholders: ${result.repairs.map(repairText).join(', ')}.`]
    case 'list':
      return leftoverLines(result, page)
  }
}

const repairText = ({ subject, count: rows }: Repair): string => `${count(rows, 'row')} of ${subject}`

function reportLines({ environment, place, rows, findings }: AdoptionReport, page: Page): readonly string[] {
  const counts = Object.entries(rows).map(
    ([name, of]) => `${name} ${of === null ? 'missing' : formatCount(of)}`,
  )
  const head = [`${environment} (${place}): ${counts.join(', ')}.`]
  if (rows.walker_agent_user_configs === null)
    return [...head, 'There are no configs to adopt; `crosswalk db migrate` makes the tables.']
  const toDo = findings.filter(({ kind }) => kind !== 'note')
  const options = [...new Set(findings.flatMap(({ choice }) => (choice ? [`--${choice.option} …`] : [])))]
  return [
    ...head,
    ...findingLines(findings, page),
    '',
    toDo.length === 0
      ? 'There is nothing to do.'
      : `Nothing was changed. To do it: ${['crosswalk db adopt', `--env ${environment}`, '--apply', ...options].join(' ')}`,
  ]
}

const COLOURS = { blocking: 'red', decide: 'yellow', add: 'cyan', note: 'gray' } as const
const MARKS = { blocking: 'STOP', decide: 'mend', add: 'add ', note: 'note' } as const

const findingLines = (findings: readonly AdoptionFinding[], page: Page): readonly string[] =>
  findings.flatMap(({ kind, table, message, code, examples, choice, remedy }) => [
    `${page.style(COLOURS[kind], MARKS[kind])}  ${table}: ${message} (${code})`,
    ...examples.map(
      ({ id, detail }) => `        ${id === table ? detail : `${id || '(without an id)'}: ${detail}`}`,
    ),
    ...Object.entries(choice?.would ?? {}).map(
      ([value, would]) => `      --${choice?.option} ${value}: ${would}`,
    ),
    ...(remedy === undefined ? [] : [`      ${remedy}`]),
  ])

const repairTable = (repairs: readonly Repair[], page: Page): readonly string[] =>
  table(
    repairs,
    [
      { title: 'DONE', value: ({ action }) => action },
      { title: 'TO', value: ({ subject }) => subject, shrinks: true },
      { title: 'HOW MANY', value: ({ count }) => count },
    ],
    page,
  )

const leftoverLines = ({ set_aside, placeholders }: LeftoverResult, page: Page): readonly string[] => [
  set_aside.length === 0 ? 'No row is set aside.' : `${count(set_aside.length, 'row')} set aside:`,
  ...table(
    set_aside,
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'TABLE', value: ({ table }) => table },
      { title: 'ROW', value: ({ row_id, column }) => (column === null ? row_id : `${row_id}, ${column}`) },
      { title: 'REASON', value: ({ reason }) => reason },
      { title: 'HISTORY', value: ({ history }) => history },
      { title: 'AT', value: ({ at }) => formatTime(at) },
      { title: 'BY', value: ({ by }) => by },
      { title: 'PUT BACK', value: ({ restored_at }) => restored_at && formatTime(restored_at) },
    ],
    page,
  ),
  '',
  placeholders.length === 0
    ? 'There are no placeholders.'
    : `${count(placeholders.length, 'placeholder')} of tenants and users:`,
  ...table(
    placeholders,
    [
      { title: 'TABLE', value: ({ table }) => table },
      { title: 'ID', value: ({ id }) => id },
      { title: 'MADE', value: ({ made_at }) => formatTime(made_at) },
      { title: 'USED BY', value: ({ used }) => used },
      { title: 'CHANGED SINCE', value: ({ changed }) => (changed ? 'yes' : 'no') },
    ],
    page,
  ),
]
