import type { PreviewReport } from '../../compose.ts'
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

type Cut = Length & {
  /** Where the report was kept to what touches a place. */
  readonly path?: string | undefined
}

/** The report of a preview. What is long is cut, and `rest` is told as the way to all of it. */
export const previewLines = (report: PreviewReport, page: Page, cut: Cut): readonly string[] => [
  `Preview ${report.preview} of ${report.agent} ${report.to} over snapshot ${report.snapshot}`,
  ...maskLines(report),
  ...(cut.path === undefined
    ? []
    : [
        `Only shapes, losses and findings that touch ${cut.path}; what is counted here is the whole preview:`,
      ]),
  '',
  `${count(report.configs, 'config')}: ${formatCount(report.migrated)} migrated, ${formatCount(report.unchanged)} already there, ${formatCount(report.failed)} failed.`,
  ...showSettings(report),
  `Back after forward: ${formatCount(report.round_trip.exact)} exactly as they were, ${formatCount(report.round_trip.differing)} differing.`,
  ...showShapes(report, page, cut),
  ...showLosses(report, page, cut),
  ...showFindings(report, page, cut),
  '',
  `Digest ${report.digest}`,
]

/** Settings by what became of them; ways that none went are left out, but for the first. */
function showSettings({ customisations }: PreviewReport): readonly string[] {
  if (customisations === null) return []
  const { kept, ...others } = customisations
  const all = Object.values(others).reduce((sum, each) => sum + each, kept)
  const parts = Object.entries(others)
    .filter(([, configs]) => configs > 0)
    .map(([kind, configs]) => `, ${formatCount(configs)} ${fateWords(kind)}`)
  return [`${count(all, 'setting')} of users: ${formatCount(kept)} kept${parts.join('')}.`]
}

const showShapes = ({ shapes }: PreviewReport, page: Page, cut: Cut): readonly string[] => {
  const { some, note } = atMost(shapes, cut)
  return [
    ...(shapes.length === 0 ? [] : ['', `${count(shapes.length, 'shape')}:`]),
    ...table(
      some,
      [
        { title: 'SHAPE', value: ({ id }) => id },
        { title: 'CONFIGS', value: ({ count }) => count },
        { title: 'WHAT HAPPENS', value: ({ summary }) => summary, shrinks: true },
        { title: 'EXAMPLE', value: ({ example }) => example },
      ],
      page,
    ),
    ...note,
  ]
}

function showLosses({ losses, failed }: PreviewReport, page: Page, cut: Cut): readonly string[] {
  if (losses.length === 0) {
    const there = cut.path === undefined ? '' : ` at ${cut.path}`
    return ['', `No setting${there} is lost${failed === 0 ? '' : ' in the configs that did not fail'}.`]
  }
  const { some, note } = atMost(losses.toSorted(byGravity), cut, SILENT)
  return [
    '',
    'Settings that do not come through:',
    ...table(
      some,
      [
        { title: 'PATH', value: ({ path }) => path, shrinks: true },
        { title: 'CONFIGS', value: ({ configs }) => configs },
        { title: 'HOW', value: (loss) => fateWords(loss.class) },
        { title: 'STEP', value: ({ step }) => step },
      ],
      page,
    ),
    ...note,
  ]
}

function showFindings({ findings }: PreviewReport, page: Page, cut: Cut): readonly string[] {
  const { some, note } = atMost(findings, cut, BLOCKING)
  return findings.length === 0 ? [] : ['', ...findingLines(some, page), ...note]
}
