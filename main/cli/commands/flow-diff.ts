// Not by the folder's door: reading flows takes long to load, and every command loads this file.
import { describeCounts } from '../../../shared/flow/compare/counts.ts'
import { describeAdvice, describeComparison } from '../../../shared/flow/compare/describe.ts'
import type { FlowDifference, Line } from '../../../shared/flow/index.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'
import type { Page } from '../page.ts'

type Brief = Omit<FlowDifference, 'flow' | 'metadata'>

export const flowDiff = command({
  name: 'flow diff',
  summary: 'Compare two flow versions by what they mean, and say which version that calls for',
  details: [
    'Where nodes stand, their ids and notes make no difference: nodes that were renamed are found again.',
    'Secrets are never shown, neither old nor new.',
  ],
  arguments: {
    agent,
    before: { ...version, about: 'the earlier version' },
    after: { ...version, about: 'the later version' },
  },
  options: { summary: { about: 'only how much changed, and the verdict' } },
  async run({ services }, { summary, ...which }): Promise<FlowDifference | Brief> {
    const { flows } = await services()
    const { flow, metadata, ...brief } = await flows.diff(which)
    return summary ? brief : { ...brief, flow, metadata }
  },
  show(difference: FlowDifference | Brief, page) {
    const { agent, before, after, counts, advice } = difference
    const lines = [
      { tone: 'title' as const, text: `${agent} ${before} -> ${after}: ${describeCounts(counts)}.` },
      ...('flow' in difference ? describeComparison(difference) : []),
      { tone: 'plain' as const, text: '' },
      ...describeAdvice(advice, { before, after }),
    ]
    return lines.map((line) => styled(line, page))
  },
})

const STYLES = { title: 'bold', added: 'green', removed: 'red', changed: 'yellow' } as const

const styled = ({ tone, text }: Line, page: Page): string =>
  tone === 'plain' ? text : page.style(STYLES[tone], text)
