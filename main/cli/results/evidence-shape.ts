import type { ShapeReport } from '../../compose.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { count, formatCount } from '../words.ts'
import {
  atMost,
  BLOCKING,
  byGravity,
  fateWords,
  findingLines,
  type Length,
  maskLines,
  SILENT,
} from './evidence.ts'

const UNTOLD = 'This preview is older and does not tell. Run it again.'
const TOP = 5

/** One shape: what happens, where settings go, what the values are, and who stands out. */
export const shapeLines = (report: ShapeReport, page: Page, length: Length): readonly string[] => [
  page.style('bold', `Shape ${report.shape} of preview ${report.preview}: ${report.agent} to ${report.to}`),
  ...maskLines(report),
  `${count(report.configs, 'config')}${report.tenants === null ? '' : ` of ${count(report.tenants, 'tenant')}`}, ${report.summary}.`,
  `Back after forward: ${formatCount(report.round_trip.exact)} exactly as they were, ${formatCount(report.round_trip.differing)} differing.`,
  ...section('What happens', showOperations(report, page, length), page),
  ...section('Where settings go', showFates(report, page, length), page),
  ...section('Values', showSpreads(report, page, length), page),
  ...section('Configs that stand out', showOutliers(report, page), page),
  ...section('Findings, counted over all shapes', showFindings(report, page, length), page),
  ...section('Examples', showExamples(report, page), page),
]

const section = (title: string, lines: readonly string[], page: Page): readonly string[] =>
  lines.length === 0 ? [] : ['', page.style('bold', title), ...lines]

function showOperations(
  { operations, warnings }: ShapeReport,
  page: Page,
  length: Length,
): readonly string[] {
  const { some, note } = atMost(operations.toSorted(inOrder), length)
  return [
    ...(operations.length === 0 ? ['Only the version changes.'] : []),
    ...table(
      some,
      [
        { title: 'STEP', value: ({ step }) => step },
        { title: 'BY', value: ({ op }) => op },
        { title: 'WHAT IT DOES', value: ({ words }) => words, shrinks: true },
      ],
      page,
    ),
    ...note,
    ...(warnings.length === 0 ? [] : [`Users are warned of: ${warnings.join(', ')}.`]),
  ]
}

/** The order in which the steps are run: `0/9` before `0/10`. */
const inOrder = (a: { readonly step: string }, b: { readonly step: string }): number =>
  a.step.localeCompare(b.step, 'en', { numeric: true })

function showFates({ customisations }: ShapeReport, page: Page, length: Length): readonly string[] {
  if (customisations === null) return [UNTOLD]
  if (customisations.length === 0) return ['Their users have set nothing.']
  const { some, note } = atMost(customisations.toSorted(byGravity), length, SILENT)
  return [
    ...table(
      some,
      [
        { title: 'PATH', value: ({ path }) => path, shrinks: true },
        {
          title: 'CONFIGS',
          value: ({ configs, together }) => (together ? `${formatCount(configs)} times` : configs),
        },
        { title: 'WHAT BECOMES OF IT', value: (fate) => fateWords(fate.class) },
        { title: 'WHERE', value: ({ to, also }) => [to, ...also].filter(Boolean).join(', '), shrinks: true },
        { title: 'STEP', value: ({ step }) => step },
      ],
      page,
    ),
    ...note,
    ...(some.some(({ together }) => together)
      ? ['What has too many keys to tell one by one is told as `*`, and a config counts once for each.']
      : []),
  ]
}

function showSpreads(
  { spreads, spreads_left_out: left }: ShapeReport,
  page: Page,
  length: Length,
): readonly string[] {
  if (spreads === null) return [UNTOLD]
  const { some, note } = atMost(spreads, length)
  return [
    ...table(
      some,
      [
        { title: 'PATH', value: ({ path }) => path, shrinks: true },
        { title: 'SIDE', value: ({ side }) => side },
        { title: 'CONFIGS', value: ({ configs }) => configs },
        { title: 'MISSING', value: ({ missing }) => missing },
        { title: 'DIFFERENT', value: ({ distinct }) => (distinct === null ? 'many' : formatCount(distinct)) },
        { title: 'FROM TO', value: ({ min, max }) => (min === null ? '' : `${min} … ${max}`) },
        { title: 'MOST FREQUENT', value: frequent, shrinks: true },
      ],
      page,
    ),
    ...note,
    ...(left === 0 ? [] : [`The values at ${count(left, 'other place')} that change were not looked at.`]),
  ]
}

const frequent = ({ top, distinct }: NonNullable<ShapeReport['spreads']>[number]): string =>
  // Where there are too many, those that were counted need not be the most frequent ones.
  `${distinct === null ? 'among them ' : ''}${top
    .slice(0, TOP)
    .map(({ value, count }) => `${value} ×${formatCount(count)}`)
    .join(', ')}`

const showOutliers = ({ outliers }: ShapeReport, page: Page): readonly string[] =>
  outliers === null
    ? [UNTOLD]
    : table(
        outliers,
        [
          { title: 'CONFIG', value: ({ config }) => config },
          { title: 'PLACES CHANGED', value: ({ places }) => places },
          { title: 'SETTINGS', value: ({ customised }) => customised },
          { title: 'TENANT', value: ({ tenant }) => tenant },
          { title: 'USER', value: ({ user }) => user },
        ],
        page,
      )

function showFindings({ findings }: ShapeReport, page: Page, length: Length): readonly string[] {
  const ofKind = (certain: ShapeReport['findings'][number]['certain']) =>
    atMost(
      findings.filter((one) => one.certain === certain),
      length,
      BLOCKING,
    )
  const [certain, others] = [ofKind(true), ofKind(false)]
  return [
    ...findingLines(certain.some, page),
    ...certain.note,
    ...(others.some.length === 0 ? [] : ['Of these the preview does not tell in which shapes they are:']),
    ...findingLines(others.some, page),
    ...others.note,
  ]
}

const showExamples = ({ examples }: ShapeReport, page: Page): readonly string[] =>
  table(
    examples,
    [
      { title: 'CONFIG', value: ({ config }) => config },
      { title: 'TENANT', value: ({ tenant }) => tenant },
      { title: 'USER', value: ({ user }) => user },
    ],
    page,
  )
