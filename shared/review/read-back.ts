import type { Version } from '../config/ids.ts'
import { isCrosswalkError } from '../errors/index.ts'
import { diffJson } from '../json/diff.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { EngineRun } from '../migration/engine.ts'
import type { Examiner } from './examine.ts'

/** A run with edits that an earlier way back had put aside, and the paths at which they are again. */
export type ReadBack = { readonly run: EngineRun; readonly paths: readonly string[] }

/**
 * Runs a config forward once more, with the complement that a rollback has left: edits that the earlier version had no
 * place for. `run` is the run without. Gives undefined where nothing comes of it, where the steps cannot take it,
 * and where the result would not fit the schema: then it stays aside.
 */
export function readBack(
  examiner: Examiner,
  { config, from, run, aside }: { config: JsonObject; from: Version; run: EngineRun; aside: Json },
): ReadBack | undefined {
  let again: EngineRun
  try {
    again = examiner.engine.forward(config, from, { complement: aside })
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return undefined
  }
  const paths = diffJson(run.config, again.config)
    .map(({ path }) => path)
    .filter((path) => !/^\/_migration_warnings(\/|$)/.test(path))
  if (paths.length === 0) return undefined
  const [problems, before] = [examiner.check(again.config), examiner.check(run.config)]
  return problems.length > before.length ? undefined : { run: again, paths }
}
