import type { PreviewReport } from '../../compose.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import { MOST } from '../results/evidence.ts'
import { previewLines } from '../results/preview.ts'

export const preview = command({
  name: 'preview',
  summary: 'Run the migrations to a version over a snapshot',
  details: [
    'With all evidence, and changes nothing. Every setting that users made is followed.',
    'A preview that was cancelled is gone on with by the next one of the same.',
    '`crosswalk evidence` reads it again, down to a single config.',
  ],
  arguments: { agent, to: { ...version, about: 'the version that configs are brought to' } },
  options: { snapshot: { value: 'SNAPSHOT', about: 'which snapshot (default: the newest of the agent)' } },
  async run({ services, progress }, request) {
    const { previews } = await services()
    const label = `Previewing ${request.agent} ${request.to}`
    return previews.run(request, (event) => progress({ label, unit: 'configs', ...event }))
  },
  show: (report: PreviewReport, page) =>
    previewLines(report, page, { most: MOST, rest: `crosswalk evidence show ${report.preview} --full` }),
})
