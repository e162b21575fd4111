import { equalJson } from '../../json/equal.ts'
import { getMember } from '../../json/object.ts'
import type { Json, JsonObject } from '../../json/value.ts'

/** A value as it may be seen: itself, the variable of Langflow that a field is bound to, or only that it is secret. */
export type ShownValue =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'secret' }

/** What became of one member of an object. A side that does not have the member is left out. */
export type Change = {
  readonly key: string
  readonly before?: ShownValue
  readonly after?: ShownValue
  /**
   * Whether it is of no account for a run: how the editor shows something, what is traced, or that nothing was
   * written out and is now left out.
   */
  readonly incidental: boolean
}

/** An object and the same without secrets. */
export type Guarded = { readonly raw: JsonObject; readonly clean: JsonObject }

export const EMPTY: Guarded = { raw: {}, clean: {} }

/** Never part of a secret: whatever holds one is not shown at all. */
export const shownValue = (raw: Json, clean: Json | undefined): ShownValue =>
  clean !== undefined && equalJson(raw, clean) ? { kind: 'value', value: raw } : { kind: 'secret' }

/** The members that differ, in the order of the earlier object and then the later one. */
export function changedMembers(
  before: Guarded,
  after: Guarded,
  isIncidental: (key: string, was: Json | undefined, is: Json | undefined) => boolean,
): Change[] {
  const keys = new Set([...Object.keys(before.raw), ...Object.keys(after.raw)])
  return [...keys].flatMap((key) => {
    const [was, is] = [getMember(before.raw, key), getMember(after.raw, key)]
    if (was !== undefined && is !== undefined && equalJson(was, is)) return []
    return {
      key,
      ...(was === undefined ? {} : { before: shownValue(was, getMember(before.clean, key)) }),
      ...(is === undefined ? {} : { after: shownValue(is, getMember(after.clean, key)) }),
      incidental: isIncidental(key, was, is),
    }
  })
}
