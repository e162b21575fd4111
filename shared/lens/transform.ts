import { fail } from '../errors/index.ts'
import { isObject } from '../json/value.ts'
import type { Operation } from './lens.ts'
import { effectsAt } from './place.ts'
import type { StepOf } from './step.ts'

/**
 * Authored code on the whole config. What it loses only the evidence can tell; without a `down` there is
 * no way back but the history, which raises `lens/no-way-back`.
 */
export const transform: Operation<StepOf<'transform'>> = {
  loss: 'unknown',
  changeClass: 'transformative',
  check: () => [],
  compile(step, site) {
    const applied = effectsAt(site)('applied', [])
    return {
      forward(doc, _complement, run) {
        if (!isObject(doc)) fail('lens/not-a-config', { step: site.step })
        run.effects.push(applied)
        run.own?.clear()
        return { doc: run.transform(step.id, 'up', doc), complement: undefined }
      },
      backward(doc, _complement, run) {
        if (!isObject(doc)) fail('lens/not-a-config', { step: site.step })
        if (!step.down) fail('lens/no-way-back', { step: site.step })
        run.effects.push(applied)
        run.own?.clear()
        return { doc: run.transform(step.id, 'down', doc), complement: undefined }
      },
    }
  },
  explain: (step) => step.summary ?? 'Runs code on the whole config.',
}
