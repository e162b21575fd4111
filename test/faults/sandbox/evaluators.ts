import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { AnyEvaluator } from '../../../main/sandbox/evaluators.ts'
import { fail } from '../../../shared/errors/index.ts'
import type { Json, JsonObject } from '../../../shared/json/value.ts'
import type { Evaluator } from '../../../shared/migration/evaluator.ts'
import type { Migration } from '../../../shared/migration/migration.ts'

type Plan = { readonly path: readonly Migration[] }

/** Calls the first transform of the first edge, and nothing else. */
const up: Evaluator<Plan, JsonObject, Json> = (_plan, call) => (config) => call(0, 't0', 'up', config)

/** The same from text to text, as configs travel. */
const upText: Evaluator<Plan, string, string> = (_plan, call) => (text) =>
  JSON.stringify(call(0, 't0', 'up', JSON.parse(text) as JsonObject))

/** Any transform of the path, as the input says. */
const call: Evaluator<
  Plan,
  { edge: number; step: string; direction: 'up' | 'down'; config: JsonObject },
  Json
> =
  (_plan, transform) =>
  ({ edge, step, direction, config }) =>
    transform(edge, step, direction, config)

/** The same transform twice on the same config. */
const twice: Evaluator<Plan, JsonObject, Json> = (_plan, call) => (config) => [
  call(0, 't0', 'up', config),
  call(0, 't0', 'up', config),
]

/** What the process itself, outside of any compartment, is allowed to do. */
const rights: Evaluator<Plan, string, Json> = () => (secretFile) => {
  const attempt = (work: () => unknown): string => {
    try {
      work()
      return 'allowed'
    } catch (error) {
      return (error as { code?: string }).code ?? String(error)
    }
  }
  return {
    read: attempt(() => readFileSync(secretFile)),
    write: attempt(() => writeFileSync(secretFile, '')),
    list: attempt(() => readdirSync('/')),
    process: attempt(() => execFileSync('/bin/true')),
    thread: attempt(() => new Worker('0', { eval: true })),
    addon: attempt(() => process.dlopen({ exports: {} }, secretFile)),
    environment: Object.keys(process.env).sort().join(),
    zone: new Date(0).getTimezoneOffset(),
  }
}

const OWN = [Object, Array, String, Number, Map, Set, Error, RegExp, Date, Symbol, JSON, Math, Reflect]

/** What the intrinsics have, and whether one can be changed: the same before and after hostile code. */
const realm: Evaluator<Plan, null, Json> = () => () => ({
  names: OWN.map((object) =>
    [object, 'prototype' in object ? object.prototype : {}].map((one) =>
      Reflect.ownKeys(one as object).map(String),
    ),
  ),
  frozen: OWN.every((object) => Object.isFrozen(object)),
  works: JSON.stringify([[3, 1, 2].sort(), { ...{ a: 'x'.replace('x', 'y') } }, [...new Set([1, 1])]]),
})

export const evaluators: { readonly [name: string]: AnyEvaluator } = {
  up,
  upText,
  realm,
  call,
  twice,
  rights,
  pid: (() => (input: unknown) => ({ pid: process.pid, input })) satisfies AnyEvaluator,
  plan: ((plan: unknown) => () => plan) satisfies AnyEvaluator,
  uncloneable: (() => () => () => 1) satisfies AnyEvaluator,
  bug: (() => () => (undefined as unknown as { member: string }).member) satisfies AnyEvaluator,
  expected: (() => (path: string) =>
    fail('json/unstorable', { path, problem: 'a test' })) satisfies AnyEvaluator,
  unmakable: (() => fail('json/bad-pointer', { pointer: 'a', problem: 'a test' })) satisfies AnyEvaluator,
  identity: (() => (input: unknown) => input) satisfies AnyEvaluator,
}
