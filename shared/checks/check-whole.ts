import { versionStep } from '../config/version.ts'
import { classify } from '../migration/classify.ts'
import type { Examined } from './examined.ts'
import type { CheckFinding } from './finding.ts'

/** CW101, CW103, CW131, CW134: what the migration says of itself, and what of it has no way back. */
export function checkWhole(examined: Examined): readonly CheckFinding[] {
  const { from, to, summary, steps } = examined.subject.migration
  const findings = examined.steps.flatMap(({ step, id }) => {
    if (step.op === 'transform' && !step.down) return [examined.atStep('CW101', id, {})]
    if (step.op === 'hoist' && step.keys === undefined)
      return [examined.atStep('CW134', id, { path: step.under })]
    return []
  })
  const change = classify(steps)
  if ((change === 'transformative' || change === 'deprecating') && versionStep(from, to) === 'patch')
    findings.push(examined.atMember('CW103', 'to', { change }))
  if (summary.trim() === '') findings.push(examined.atMember('CW131', 'summary', {}))
  return findings
}
