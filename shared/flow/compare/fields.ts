import { equalJson } from '../../json/equal.ts'
import { getMember } from '../../json/object.ts'
import { isList, isObject, type Json, type JsonObject } from '../../json/value.ts'
import { listAt, textAt, without } from '../document.ts'
import { isSecretField } from '../secrets/find.ts'
import { isVariableName } from '../secrets/literal.ts'
import { isIncidentalSetting } from './incidental.ts'
import { diffText, type TextDiff } from './text-diff.ts'
import { type Change, changedMembers, EMPTY, type Guarded, type ShownValue, shownValue } from './values.ts'

/** What became of one field of a node. */
export type FieldChange = {
  readonly field: string
  /** Langflow's name for its type, as in `str`; of the later version where both have the field. */
  readonly type: string
  readonly change: 'added' | 'removed' | 'changed'
  /** The values, where they differ and are not compared as texts. */
  readonly before?: ShownValue
  readonly after?: ShownValue
  /** In the place of the values, for code and other texts of several lines. */
  readonly text?: TextChange
  /** The other attributes that changed, as in `required`. None where only one side has the field. */
  readonly settings: readonly Change[]
  /** Whether someone must now give a value that nobody had to give before. */
  readonly needs_value: boolean
  /** Choices that it no longer offers, where only what it offers can be chosen. */
  readonly lost_options: readonly string[]
  /** On which sides an edge gives its value, so that no caller can set it. */
  readonly fed: { readonly before: boolean; readonly after: boolean }
}

/** A text's change without its secrets. `secret` says that one differs beside, `line_ends` that lines now end otherwise. */
export type TextChange = TextDiff & { readonly secret: boolean; readonly line_ends: boolean }

/** A field on one side; `isFed` says that an edge gives its value. */
export type FieldSide = Guarded & { readonly isFed: boolean }

/** What became of a field that differs, or that only one side has. */
export function changeOf(
  name: string,
  old: FieldSide | undefined,
  fresh: FieldSide | undefined,
): FieldChange {
  const values = valuesOf(old, fresh)
  const isRebound = (values.before?.kind === 'variable') !== (values.after?.kind === 'variable')
  const settings =
    old === undefined || fresh === undefined
      ? []
      : changedMembers(attributesOf(old), attributesOf(fresh), isIncidentalSetting).filter(
          // That it is bound, or no longer, the values say.
          ({ key }) => !(key === 'load_from_db' && isRebound),
        )
  return {
    field: name,
    type: textAt((fresh ?? old)?.clean ?? {}, 'type') ?? '',
    change: old === undefined ? 'added' : fresh === undefined ? 'removed' : 'changed',
    ...values,
    settings,
    needs_value: fresh !== undefined && lacksValue(fresh) && !(old !== undefined && lacksValue(old)),
    lost_options: old === undefined || fresh === undefined ? [] : lostOptions(old.clean, fresh.clean),
    fed: { before: old?.isFed ?? false, after: fresh?.isFed ?? false },
  }
}

function lostOptions(old: JsonObject, fresh: JsonObject): string[] {
  const [before, after] = [listAt(old, 'options'), listAt(fresh, 'options')]
  // A combobox takes any text, and an empty list is filled when the flow is opened.
  if (fresh.combobox === true || after.length === 0) return []
  return before.filter((option) => typeof option === 'string').filter((option) => !after.includes(option))
}

/** Whether a field is required, asked for, has no value, and no edge gives it one. */
export const lacksValue = ({ raw, isFed }: FieldSide): boolean => {
  const value = storedValue(raw)
  const isEmpty = value === null || value === '' || (isList(value) && value.length === 0)
  return raw.required === true && raw.show !== false && isEmpty && !isFed
}

const storedValue = (field: JsonObject): Json => getMember(field, 'value') ?? null

const VALUE: ReadonlySet<string> = new Set(['value'])

const attributesOf = ({ raw, clean }: Guarded): Guarded => ({
  raw: without(raw, VALUE),
  clean: without(clean, VALUE),
})

function valuesOf(
  old: FieldSide | undefined,
  fresh: FieldSide | undefined,
): Pick<FieldChange, 'before' | 'after' | 'text'> {
  // What was secret once is secret still, whatever the field says of itself now.
  const isSecret = [old, fresh].some((side) => side !== undefined && isSecretField(side.raw))
  const [before, after] = [old, fresh].map((side) => side && seenValue(side, isSecret))
  if (old !== undefined && fresh !== undefined && before !== undefined && after !== undefined) {
    const isSame = equalJson(storedValue(old.raw), storedValue(fresh.raw)) && before.kind === after.kind
    if (isSame) return {}
    const text =
      isSecret || before.kind === 'variable' || after.kind === 'variable' ? undefined : textChange(old, fresh)
    if (text !== undefined) return { text }
  }
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

function seenValue({ raw, clean }: FieldSide, isSecret: boolean): ShownValue {
  const value = storedValue(raw)
  if (raw.load_from_db === true && typeof value === 'string' && isVariableName(value)) {
    return { kind: 'variable', name: value }
  }
  const isEmpty = value === null || value === '' || typeof value === 'boolean'
  return isSecret && !isEmpty ? { kind: 'secret' } : shownValue(value, storedValue(clean))
}

/** Undefined where one side is no text, or both are a single line. */
function textChange(old: FieldSide, fresh: FieldSide): TextChange | undefined {
  const [before, after] = [textAt(old.raw, 'value'), textAt(fresh.raw, 'value')]
  if (before === undefined || after === undefined) return undefined
  if (fresh.raw.type !== 'code' && !before.includes('\n') && !after.includes('\n')) return undefined
  const [cleanBefore, cleanAfter] = [textAt(old.clean, 'value') ?? '', textAt(fresh.clean, 'value') ?? '']
  const diff = diffText(cleanBefore, cleanAfter)
  const hasSecrets = before !== cleanBefore || after !== cleanAfter
  const whole = hasSecrets ? diffText(before, after) : diff
  return {
    ...diff,
    secret: whole.added !== diff.added || whole.removed !== diff.removed,
    line_ends: before.includes('\r\n') !== after.includes('\r\n'),
  }
}

/** A field by its key on one side, or nothing where it is none. */
export const fieldSide = (fields: Guarded, key: string, isFed: boolean): FieldSide | undefined => {
  const [raw, clean] = [getMember(fields.raw, key), getMember(fields.clean, key)]
  return isObject(raw) ? { raw, clean: isObject(clean) ? clean : EMPTY.clean, isFed } : undefined
}
