import { equalJson } from '../../json/equal.ts'
import { getMember } from '../../json/object.ts'
import { isList, type Json, type JsonObject } from '../../json/value.ts'
import { textAt } from '../document.ts'
import { countLines, type LineCount } from './lines.ts'

/** What became of one field of a node. */
export type FieldChange = {
  readonly field: string
  /** Langflow's name for its type, as in `str`; of the later version where both have the field. */
  readonly type: string
  readonly change: 'added' | 'removed' | 'changed'
  /** The values, where they differ; of code only how many lines. What is secret reads `(secret)`. */
  readonly before?: Json
  readonly after?: Json
  readonly code?: LineCount
  /** The other attributes that changed, as in `required`. */
  readonly settings: readonly string[]
  /** Whether someone must now give a value that nobody had to give before. */
  readonly needsValue: boolean
}

/** A field on one side: `shown` is the same without secrets, `isFed` says that an edge gives its value. */
export type FieldSide = { readonly field: JsonObject; readonly shown: JsonObject; readonly isFed: boolean }

/** What became of a field that differs, or that only one side has. */
export function changeOf(
  name: string,
  old: FieldSide | undefined,
  fresh: FieldSide | undefined,
): FieldChange {
  const attributes = [old, fresh].map((side) => ({ ...side?.field, value: null }))
  const [was = {}, is = {}] = attributes as JsonObject[]
  const keys = old && fresh ? [...new Set([...Object.keys(was), ...Object.keys(is)])] : []
  return {
    field: name,
    type: textAt((fresh ?? old)?.field ?? {}, 'type') ?? '',
    change: old === undefined ? 'added' : fresh === undefined ? 'removed' : 'changed',
    ...valuesOf(old, fresh),
    settings: keys.filter((key) => !equalJson(getMember(was, key) ?? null, getMember(is, key) ?? null)),
    needsValue: fresh !== undefined && lacksValue(fresh) && !(old !== undefined && lacksValue(old)),
  }
}

const storedValue = (field: JsonObject): Json => getMember(field, 'value') ?? null

function valuesOf(
  old: FieldSide | undefined,
  fresh: FieldSide | undefined,
): Pick<FieldChange, 'before' | 'after' | 'code'> {
  if (old && fresh && equalJson(storedValue(old.field), storedValue(fresh.field))) return {}
  if ((fresh ?? old)?.field.type === 'code') {
    const text = (side: FieldSide | undefined): string => textAt(side?.field ?? {}, 'value') ?? ''
    return { code: countLines(text(old), text(fresh)) }
  }
  return {
    ...(old === undefined ? {} : { before: shownValue(old) }),
    ...(fresh === undefined ? {} : { after: shownValue(fresh) }),
  }
}

// Never part of a secret: whatever holds one is not shown at all.
const shownValue = ({ field, shown }: FieldSide): Json =>
  equalJson(storedValue(field), storedValue(shown)) ? storedValue(field) : '(secret)'

const lacksValue = ({ field, isFed }: FieldSide): boolean => {
  const value = storedValue(field)
  const isEmpty = value === null || value === '' || (isList(value) && value.length === 0)
  return field.required === true && field.show !== false && isEmpty && !isFed
}
