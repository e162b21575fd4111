import type { PreviewReport } from '../../compose.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import type { Page } from '../page.ts'
import { table } from '../table.ts'
import { count, formatCount } from '../words.ts'

export const preview = command({
  name: 'preview',
  summary: 'Run the migrations to a version over a snapshot',
  details: [
    'With all evidence, and changes nothing. Every setting that users made is followed.',
    'A preview that was cancelled is gone on with by the next one of the same.',
  ],
  arguments: { agent, to: { ...version, about: 'the version that configs are brought to' } },
  options: { snapshot: { value: 'SNAPSHOT', about: 'which snapshot (default: the newest of the agent)' } },
  async run({ services, progress }, request) {
    const { previews } = await services()
    const label = `Previewing ${request.agent} ${request.to}`
    return previews.run(request, (event) => progress({ label, unit: 'configs', ...event }))
  },
  show: (report: PreviewReport, page) => [
    `Preview ${report.preview} of ${report.agent} ${report.to} over snapshot ${report.snapshot}`,
    '',
    `${count(report.configs, 'config')}: ${formatCount(report.migrated)} migrated, ${formatCount(report.unchanged)} already there, ${formatCount(report.failed)} failed.`,
    `Back after forward: ${formatCount(report.round_trip.exact)} exactly as they were, ${formatCount(report.round_trip.differing)} differing.`,
    ...showShapes(report, page),
    ...showLosses(report, page),
    ...showFindings(report, page),
    '',
    `Digest ${report.digest}`,
  ],
})

const showShapes = ({ shapes }: PreviewReport, page: Page): readonly string[] => [
  ...(shapes.length === 0 ? [] : ['', `${count(shapes.length, 'shape')}:`]),
  ...table(
    shapes,
    [
      { title: 'SHAPE', value: ({ id }) => id },
      { title: 'CONFIGS', value: ({ count }) => count },
      { title: 'WHAT HAPPENS', value: ({ summary }) => summary, shrinks: true },
      { title: 'EXAMPLE', value: ({ example }) => example },
    ],
    page,
  ),
]

const showLosses = ({ losses, failed }: PreviewReport, page: Page): readonly string[] =>
  losses.length === 0
    ? ['', failed === 0 ? 'No setting is lost.' : 'No setting is lost in the configs that did not fail.']
    : [
        '',
        'Settings that do not come through:',
        ...table(
          losses,
          [
            { title: 'PATH', value: ({ path }) => path, shrinks: true },
            { title: 'CONFIGS', value: ({ configs }) => configs },
            { title: 'HOW', value: (loss) => HOW[loss.class] ?? loss.class },
            { title: 'STEP', value: ({ step }) => step },
          ],
          page,
        ),
      ]

const HOW: Record<string, string> = {
  dropped: 'dropped by declaration',
  'dropped-silently': 'DROPPED SILENTLY',
}

const showFindings = ({ findings }: PreviewReport, page: Page): readonly string[] => {
  const colours: Record<string, 'red' | 'yellow'> = { blocking: 'red', warning: 'yellow' }
  const lines = findings.flatMap(({ code, severity, message, remedy, configs }) => [
    `${page.style(colours[severity] ?? 'dim', `${code} ${severity}`)} (${count(configs, 'config')}): ${message}`,
    `    ${remedy}`,
  ])
  return lines.length === 0 ? [] : ['', ...lines]
}
