import { isCrosswalkError } from '../errors/index.ts'
import { isPrefix, parsePointer } from '../json/pointer.ts'
import type { StepProblem } from './lens.ts'

// The engine keeps these itself: a step on them would break the promise that a config stays its tenant's.
const ENGINE_MEMBERS = [
  'version',
  'tenant_id',
  '_migration_warnings',
  '_migration_failed',
  '_migration_error',
]

/** What is wrong with a path that must name a member of the config: empty, no pointer, or a member that the engine keeps. */
export function checkPath(name: string, pointer: string): readonly StepProblem[] {
  const tokens = tokensOf(pointer)
  if (typeof tokens === 'string')
    return [{ problem: `${name}: ${tokens}`, remedy: 'Write a JSON Pointer as in "/data_sources/bigquery".' }]
  if (tokens.length === 0) {
    return [
      {
        problem: `${name} names the whole config`,
        remedy: 'Name one of its members, as in "/notifications".',
      },
    ]
  }
  const first = tokens[0] ?? ''
  if (ENGINE_MEMBERS.includes(first)) {
    return [
      {
        problem: `${name} is ${pointer}, which the engine keeps`,
        remedy: 'Leave that member out of the steps.',
      },
    ]
  }
  return []
}

/** What is wrong with two paths of which neither may hold the other. */
export function checkApart(a: string, b: string): readonly StepProblem[] {
  const [x, y] = [tokensOf(a), tokensOf(b)]
  if (typeof x === 'string' || typeof y === 'string') return []
  if (x.length === y.length && isPrefix(x, y)) {
    return [{ problem: `${a} is both source and target`, remedy: 'Give the target another path.' }]
  }
  return []
}

function tokensOf(pointer: string): readonly string[] | string {
  try {
    return parsePointer(pointer)
  } catch (error) {
    if (isCrosswalkError(error, 'json/bad-pointer')) return error.message
    throw error
  }
}
