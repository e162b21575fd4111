import type { Version } from '../config/ids.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { diffJson } from '../json/diff.ts'
import { equalJson } from '../json/equal.ts'
import { patternOf } from '../json/pattern.ts'
import { parsePointer } from '../json/pointer.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { Engine, EngineRun } from './engine.ts'

/** Whether back after forward gives the config again, and where not, which paths differ or why there is no way. */
export type RoundTrip =
  | { readonly exact: true }
  | { readonly exact: false; readonly differs: readonly string[]; readonly problem?: string }

const LIMIT = 50

/** Takes a run back again and compares. Never raises expected errors: no way back is a result. */
export function roundTrip(engine: Engine, config: JsonObject, from: Version, run: EngineRun): RoundTrip {
  try {
    const back = engine.backward(run.config, from, { complement: run.complement as unknown as Json })
    if (equalJson(back.config, config)) return { exact: true }
    const differs = diffJson(config, back.config).map((change) =>
      patternOf(parsePointer(change.path), change.kind === 'added' ? back.config : config),
    )
    return { exact: false, differs: [...new Set(differs)].slice(0, LIMIT) }
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return { exact: false, differs: [], problem: error.message }
  }
}
