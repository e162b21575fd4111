import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Version } from '../../shared/config/ids.ts'
import { isCrosswalkError } from '../../shared/errors/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { Step } from '../../shared/lens/step.ts'
import { Engine, type EngineRun } from '../../shared/migration/engine.ts'
import { migrationOf } from './code.ts'
import { problemsOf } from './lens.ts'

/** An engine of one migration from 1.0.0 to 1.1.0. Steps that the check refuses are no matter of the laws. */
export function engineOf(steps: readonly Step[]): Engine {
  fc.pre(steps.every((step) => problemsOf(step).length === 0))
  const path = [migrationOf('1.0.0', '1.1.0', steps)]
  return new Engine({ path, to: '1.1.0' as Version, defaults: {} }, () => assert.fail('no transform here'))
}

/** The complement of a run, through text, as the journal keeps it. */
export const complementOf = (run: EngineRun): Json => readJson(writeJson(run.complement as unknown as Json))

/** A step may refuse a config (an occupied target), and then changes nothing; the laws speak of those it takes. */
export function take<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    fc.pre(false)
    throw error
  }
}
