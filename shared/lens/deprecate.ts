import { equalJson } from '../json/equal.ts'
import { getAt } from '../json/pointer.ts'
import { checkPath } from './check-path.ts'
import type { Operation, Warning } from './lens.ts'
import { placeOf } from './place.ts'
import { removal } from './remove.ts'
import type { StepOf } from './step.ts'

/**
 * As `remove`; a user who used the feature is told. Used means: there, and unlike the default config
 * where that is known.
 */
export const deprecate: Operation<StepOf<'deprecate'>> = {
  loss: 'while-complement',
  changeClass: 'deprecating',
  check(step, scope) {
    const problems = [...checkPath('path', step.path, scope)]
    if (step.feature.trim() === '') {
      problems.push({ problem: 'feature is empty', remedy: 'Name the feature as users know it.' })
    }
    if (step.message.trim() === '') {
      problems.push({ problem: 'message is empty', remedy: 'Tell users what they have to do instead.' })
    }
    return problems
  },
  compile(step, site) {
    const place = placeOf(step.path)
    const lens = removal(place, site)
    // Inside an `each` the default config says nothing of a single item.
    const comparable = site.base.length === 0
    const warning: Warning = {
      type: 'deprecation',
      feature: step.feature,
      message: step.message,
      action_required: true,
      ...(step.documentation === undefined ? {} : { documentation: step.documentation }),
    }
    return {
      ...lens,
      forward(doc, complement, run) {
        const value = getAt(doc, place.tokens)
        const pair = lens.forward(doc, complement, run)
        if (value === undefined || getAt(pair.doc, place.tokens) !== undefined) return pair
        const usual = comparable && run.baseline !== undefined ? getAt(run.baseline, place.tokens) : undefined
        const used = usual === undefined || !equalJson(usual, value)
        // Told once, however many items of an `each` have it.
        if (used && !run.warnings.includes(warning)) run.warnings.push(warning)
        return pair
      },
    }
  },
  explain: (step) => `Removes ${step.path} (${step.feature}) and tells those who used it: ${step.message}`,
}
