import type { GraphResult } from '../../compose.ts'
import { command } from '../command.ts'
import { agent } from '../inputs.ts'
import { findingLines } from '../results/findings.ts'

export const migrationGraph = command({
  name: 'migration graph',
  summary: 'Show the version graph of an agent, its steps in words',
  arguments: { agent },
  options: {},
  async run({ services }, { agent }) {
    const { migrations } = await services()
    return migrations.graph(agent)
  },
  show: ({ agent, versions, edges, findings }: GraphResult, page) => [
    `${agent}: ${versions.join(', ') || 'no versions yet'}`,
    ...edges.flatMap(({ from, to, class: kind, summary, steps }) => [
      `${page.style('bold', `${from} → ${to}`)}  ${kind}  ${summary}`.trimEnd(),
      ...steps.map((step) => `    ${step}`),
    ]),
    ...findingLines(findings, page),
  ],
})
