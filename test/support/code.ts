import type { AgentName, Hash, Version } from '../../shared/config/ids.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { Step } from '../../shared/lens/step.ts'
import type { Migration } from '../../shared/migration/migration.ts'
import type { TransformCaller } from '../../shared/migration/transform-caller.ts'

/** A config as authored code sees it. */
// biome-ignore lint/suspicious/noExplicitAny: as in shared/authoring/steps.ts
export type Config = { [key: string]: any }

/** A transform as plain functions of this process. */
export type Code = {
  readonly up: (config: Config) => unknown
  readonly down?: (config: Config) => unknown
}

/** The step that calls the code at this place among a migration's transforms. */
export const codeStep = (code: Code, place = 0): Step => ({
  op: 'transform',
  id: `t${place}`,
  down: code.down !== undefined,
})

/** A migration of `seo`. Marked as one with code where it has a transform. */
export function migrationOf(from: string, to: string, steps: readonly Step[]): Migration {
  const hasCode = steps.some((step) => step.op === 'transform')
  return {
    agent: 'seo' as AgentName,
    from: from as Version,
    to: to as Version,
    summary: '',
    steps,
    ...(hasCode ? { code: { script: '', sha256: '0'.repeat(64) as Hash } } : {}),
  }
}

/** Plain configs only: what JSON would pass over is refused, and what code throws is an expected error, as in the sandbox. */
export function callerOf(...edges: readonly (readonly Code[])[]): TransformCaller {
  return (edge, step, direction, config) => {
    const code = edges[edge]?.[Number(step.slice(1))]
    const run = code?.[direction]
    const at = { agent: 'seo', from: '1.0.0', to: '2.0.0', step, direction }
    if (!run) return fail('sandbox/not-in-module', { at })
    try {
      const result = run(readJson(writeJson(config)) as Config)
      const hole = findHole(result, '')
      if (hole !== undefined) fail('sandbox/bad-result', { at, path: hole, problem: 'no JSON' })
      return readJson(writeJson(result as Json))
    } catch (error) {
      if (isCrosswalkError(error)) throw error
      const { name, message } = error as Error
      return fail('sandbox/threw', { at, name, message })
    }
  }
}

/** The place of the first thing that is no JSON. */
function findHole(value: unknown, path: string): string | undefined {
  if (value === undefined || typeof value === 'function') return path
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, member] of Object.entries(value)) {
    const hole = findHole(member, `${path}/${key}`)
    if (hole !== undefined) return hole
  }
  return undefined
}

/** A config of version 1.0.0 of one tenant with these members. */
export const configOf = (members: JsonObject): JsonObject => ({
  version: '1.0.0',
  tenant_id: 't-1',
  ...members,
})
