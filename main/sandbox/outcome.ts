import { CrosswalkError } from '../../shared/errors/index.ts'
import type { Outcome } from '../../shared/migration/evaluator.ts'

/** What became of one input. What is no expected failure is a mistake of ours, and is raised. */
export function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    if (!(error instanceof CrosswalkError)) throw error
    const { code, data, message } = error
    return { ok: false, error: { code, data, message } }
  }
}
