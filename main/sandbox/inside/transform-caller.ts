import { fail } from '../../../shared/errors/index.ts'
import type { TransformPlace } from '../../../shared/errors/sandbox.ts'
import { isObject, type JsonObject } from '../../../shared/json/value.ts'
import type { Migration } from '../../../shared/migration/migration.ts'
import type { TransformCaller } from '../../../shared/migration/transform-caller.ts'
import { AuthoredModule, crosswalk } from './authored-module.ts'
import { copyIn } from './copy-in.ts'
import { copyOut, Unfit } from './copy-out.ts'
import { describeThrown } from './thrown.ts'

/**
 * Calls the transforms of a path, each call in a module of its own, made from the edge's script.
 *
 * `announce` is told of every call before it begins. Only authored code can hang or use up the memory,
 * and then this process is ended from outside: whoever was announced last is to blame.
 */
export function makeTransformCaller(
  path: readonly Migration[],
  announce: (at: TransformPlace) => void,
): TransformCaller {
  const modules: AuthoredModule[] = []

  return (edge, step, direction, config) => {
    const migration = path[edge]
    if (!migration) throw new RangeError(`no edge ${edge} in a path of ${path.length}`)
    const at = { agent: migration.agent, from: migration.from, to: migration.to, step, direction }
    announce(at)
    try {
      if (migration.code) {
        modules[edge] ??= new AuthoredModule(migration.code.script)
        const transform = findTransform(modules[edge], step)?.[direction]
        if (typeof transform === 'function') return copyConfig(transform(copyIn(config)))
      }
    } catch (error) {
      if (error instanceof Unfit) fail('sandbox/bad-result', { at, path: error.path, problem: error.problem })
      fail('sandbox/threw', { at, ...describeThrown(error) })
    }
    return fail('sandbox/not-in-module', { at })
  }
}

type Transform = { readonly [direction in 'up' | 'down']?: unknown }

function findTransform(module: AuthoredModule, id: string): Transform | undefined {
  const { steps } = module.run(crosswalk) as { steps: readonly (Transform & { op: unknown })[] }
  let left = Number(id.slice(1))
  return steps.find((step) => step.op === 'transform' && left-- === 0)
}

function copyConfig(result: unknown): JsonObject {
  const copy = copyOut(result)
  if (isObject(copy)) return copy
  throw new Unfit(copy === null ? 'null' : Array.isArray(copy) ? 'a list' : `a ${typeof copy}`)
}
