import { isCrosswalkError } from '../errors/index.ts'
import { isPrefix, parsePointer } from '../json/pointer.ts'
import type { Scope, StepProblem } from './lens.ts'

// The engine keeps these itself: a step on them would break the promise that a config stays its tenant's.
const ENGINE_MEMBERS: ReadonlySet<string> = new Set([
  'version',
  'tenant_id',
  '_migration_warnings',
  '_migration_failed',
  '_migration_error',
])

/** Whether the engine keeps this member of a config itself. Items of a config may have members of these names. */
export const isEngineMember = (key: string): boolean => ENGINE_MEMBERS.has(key)

/** What is wrong with a path that must name a member: empty, no pointer, or a member of the config that the engine keeps. */
export function checkPath(name: string, pointer: string, scope: Scope): readonly StepProblem[] {
  const problems = checkPointer(name, pointer)
  if (problems.length > 0) return problems
  const [first] = parsePointer(pointer)
  if (first === undefined) {
    return [
      {
        problem: `${name} names the whole ${scope}`,
        remedy: 'Name one of its members, as in "/notifications".',
      },
    ]
  }
  if (scope === 'config' && isEngineMember(first)) {
    return [
      {
        problem: `${name} is ${pointer}, which the engine keeps`,
        remedy: 'Leave that member out of the steps.',
      },
    ]
  }
  return []
}

/** What is wrong with a path of any kind: that it is no JSON Pointer. */
export function checkPointer(name: string, pointer: string): readonly StepProblem[] {
  try {
    parsePointer(pointer)
    return []
  } catch (error) {
    if (!isCrosswalkError(error, 'json/bad-pointer')) throw error
    const { problem } = error.data
    return [
      {
        problem: `${name} is ${JSON.stringify(pointer)}, which is no JSON Pointer: ${problem}`,
        remedy: 'Write it as in "/data_sources/bigquery".',
      },
    ]
  }
}

/** What is wrong with two paths, both JSON Pointers, that must not be the same. */
export function checkApart(a: string, b: string): readonly StepProblem[] {
  const [x, y] = [parsePointer(a), parsePointer(b)]
  return x.length === y.length && isPrefix(x, y)
    ? [{ problem: `${a} is both source and target`, remedy: 'Give the target another path.' }]
    : []
}
