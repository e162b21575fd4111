// Schemas in few words, and drafts from them.

import assert from 'node:assert/strict'
import { equalJson } from '../../shared/json/equal.ts'
import type { JsonObject } from '../../shared/json/value.ts'
import { type Draft, draftMigration } from '../../shared/migration/draft/draft.ts'
import type { Drafted } from '../../shared/migration/draft/drafted.ts'
import type { Reading } from '../../shared/migration/draft/properties.ts'
import { stepText } from '../../shared/migration/draft/step-text.ts'
import { trySteps } from '../../shared/migration/draft/try-steps.ts'

export type Members = { readonly [key: string]: JsonObject }

export const object = (properties: Members, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
})
export const text = (title?: string): JsonObject => ({
  type: 'string',
  ...(title === undefined ? {} : { title }),
})
export const flag = { type: 'boolean' }

type Version = { schema?: JsonObject; defaults?: object; reads?: { [path: string]: Reading } }

const side = ({ schema, defaults, reads = {} }: Version) => ({
  schema,
  defaults: defaults as JsonObject | undefined,
  variables: new Map(Object.entries(reads)),
})

export function draft(old: Version, fresh: Version, samples: readonly object[] = [], changelog = ''): Draft {
  return draftMigration({
    old: side(old),
    fresh: side(fresh),
    to: '1.1.0',
    changelog,
    samples: samples as readonly JsonObject[],
  })
}

export const codeOf = (steps: readonly Drafted[]): readonly string[] =>
  steps.map(({ step }) => stepText(step))

/** Drafts from two members' worth of schema and default, and asserts that the default config comes out right. */
export function steps(old: Version, fresh: Version, samples: readonly object[] = []): readonly string[] {
  const { steps: drafted } = draft(old, fresh, samples)
  const made = trySteps(
    drafted.map(({ step }) => step),
    old.defaults as JsonObject,
  )
  assert.ok(made !== undefined && equalJson(made, fresh.defaults as JsonObject), JSON.stringify(made))
  return codeOf(drafted)
}
