import type { Json, JsonObject } from '../json/value.ts'

/**
 * Calls the authored code of a `transform` step, synchronously, inside the sandbox.
 *
 * `edge` is the index of the migration in its path. The config given is never changed and the
 * result shares nothing with it. Every call runs in a module of its own, so that authored code keeps
 * nothing from one call to the next and the same config gives the same result. Raises `sandbox/*` errors.
 */
export type TransformCaller = (
  edge: number,
  step: string,
  direction: 'up' | 'down',
  config: JsonObject,
) => Json
