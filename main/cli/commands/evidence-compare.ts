import type { PreviewComparison } from '../../compose.ts'
import { command } from '../command.ts'
import { preview } from '../inputs.ts'
import { MOST, WHOLE } from '../results/evidence.ts'
import { comparisonLines } from '../results/evidence-compare.ts'

export const evidenceCompare = command({
  name: 'evidence compare',
  summary: 'Compare two previews of an agent: what came, went, grew and shrank',
  details: [
    'Shapes, losses, findings, and the configs whose result differs, by shape before and after.',
    'They may be of different snapshots: configs that only one of them has are told.',
  ],
  arguments: {
    before: { ...preview, about: 'the first preview' },
    after: { ...preview, about: 'the second preview' },
  },
  options: { full: { about: 'leave nothing out' } },
  async run({ services }, { before, after }) {
    const { evidence } = await services()
    return evidence.compare({ before, after })
  },
  show(result: PreviewComparison, { style, width }, { before, after, full }) {
    const rest = `crosswalk evidence compare ${before} ${after} --full`
    return full
      ? comparisonLines(result, { style, width: Number.POSITIVE_INFINITY }, WHOLE)
      : comparisonLines(result, { style, width }, { most: MOST, rest })
  },
})
