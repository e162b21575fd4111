import type { PreviewEntry } from '../../compose.ts'
import { command } from '../command.ts'
import { agent } from '../inputs.ts'
import { table } from '../table.ts'
import { formatTime } from '../words.ts'

export const evidenceList = command({
  name: 'evidence list',
  summary: 'List the previews of the workspace, newest first',
  arguments: { agent: { ...agent, optional: true } },
  options: {},
  async run({ services }, { agent }) {
    const { evidence } = await services()
    return { previews: await evidence.list({ agent }) }
  },
  show({ previews }: { previews: readonly PreviewEntry[] }, page) {
    if (previews.length === 0)
      return ['There are no previews yet: `crosswalk preview AGENT VERSION` makes one.']
    return table(
      previews,
      [
        { title: 'PREVIEW', value: ({ preview }) => preview },
        { title: 'AGENT', value: ({ agent }) => agent },
        { title: 'TO', value: ({ to }) => to },
        { title: 'SNAPSHOT', value: ({ snapshot }) => snapshot },
        { title: 'CONFIGS', value: ({ configs }) => configs },
        { title: 'FAILED', value: ({ failed }) => failed },
        { title: 'BEGUN AT', value: ({ created_at }) => formatTime(created_at) },
        { title: 'STATE', value: ({ state }) => STATES[state] },
        { title: 'MASKED', value: ({ masked }) => masked.join(', '), shrinks: true },
      ],
      page,
    )
  },
})

const STATES: Record<PreviewEntry['state'], string> = {
  complete: 'complete',
  running: 'cut off or under way',
  cancelled: 'cancelled',
}
