import { describeComparison } from '../../../shared/flow/index.ts'
import type { FlowDifference } from '../../compose.ts'
import { command } from '../command.ts'
import { agent, version } from '../inputs.ts'

export const flowDiff = command({
  name: 'flow diff',
  summary: 'Compare two flow versions by what they mean',
  arguments: {
    agent,
    before: { ...version, about: 'the earlier version' },
    after: { ...version, about: 'the later version' },
  },
  options: {},
  async run({ services }, which) {
    const { flows } = await services()
    return flows.diff(which)
  },
  show({ comparison, before, advice }: FlowDifference) {
    const reasons = advice.reasons.map((reason) => `  ${reason}`)
    const verdict = `A ${advice.verdict} change: after ${before}, the version to give is ${advice.version}.`
    return [
      ...describeComparison(comparison),
      ...(advice.verdict === 'none' ? [] : ['', verdict, ...reasons]),
    ]
  },
})
