import { leaves } from '../json/leaves.ts'
import { parsePointer } from '../json/pointer.ts'
import type { Json } from '../json/value.ts'
import type { Step } from '../lens/step.ts'
import type { Examined } from './examined.ts'
import type { CheckFinding } from './finding.ts'
import { judgeText } from './sensitive.ts'

/** CW150, CW151: secrets and personal data, in the module's text or, where there is none, in the values of its steps. */
export function checkLiterals(examined: Examined): readonly CheckFinding[] {
  const { source } = examined.subject
  if (source) {
    return source.literals.map((literal) =>
      examined.atPlace(literal.kind === 'secret' ? 'CW150' : 'CW151', literal, { reason: literal.reason }),
    )
  }
  return examined.steps.flatMap(({ step, id }) =>
    valuesOf(step).flatMap(({ name, value }) =>
      [...leaves(value)].flatMap((leaf) => {
        const found =
          typeof leaf.value === 'string' ? judgeText(leaf.value, leaf.tokens.at(-1) ?? name) : undefined
        if (!found) return []
        return [examined.atStep(found.kind === 'secret' ? 'CW150' : 'CW151', id, { reason: found.reason })]
      }),
    ),
  )
}

/** The values that a step brings into configs, with the name of what they are given to. */
function valuesOf(step: Step): readonly { readonly name: string; readonly value: Json }[] {
  if (step.op === 'deprecate') {
    return [step.message, step.documentation ?? ''].map((value) => ({ name: '', value }))
  }
  const name = 'path' in step ? (parsePointer(step.path).at(-1) ?? '') : ''
  if (step.op === 'add') return [{ name, value: step.value }]
  if (step.op === 'redefault') return [{ name, value: step.to }]
  if (step.op === 'convert' && 'table' in step) return step.table.map(([, value]) => ({ name, value }))
  return []
}
