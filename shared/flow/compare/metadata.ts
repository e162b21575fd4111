import { byText } from '../../json/order.ts'
import type { JsonObject } from '../../json/value.ts'
import type { CustomMetadata, RequiredVariable } from '../custom-metadata.ts'
import { without } from '../document.ts'
import { removeSecretsFrom } from '../secrets/remove.ts'
import { byKey } from './order.ts'
import { type Change, changedMembers, type Guarded } from './values.ts'

/** What became of what Crosswalk keeps about a flow beside its document: the `custom_metadata` of its record. */
export type MetadataComparison = {
  readonly variables: {
    readonly added: readonly RequiredVariable[]
    readonly removed: readonly RequiredVariable[]
    readonly changed: readonly VariableChange[]
  }
  readonly data_sources: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** All else, by its key, as in `config_schema_version`. */
  readonly other: readonly Change[]
}

/** `changes` are by the members of a variable, as in `path`. */
export type VariableChange = {
  readonly name: string
  readonly before: RequiredVariable
  readonly after: RequiredVariable
  readonly changes: readonly Change[]
}

/** Compares the metadata of two flow versions. In which order variables and data sources stand makes no difference. */
export function compareMetadata(before: CustomMetadata, after: CustomMetadata): MetadataComparison {
  const [old, fresh] = [guard(before), guard(after)]
  const [was, is] = [byName(old), byName(fresh)]
  const gone = (some: typeof was, others: typeof was): RequiredVariable[] =>
    [...some].flatMap(([name, { shown }]) => (others.has(name) ? [] : [shown]))
  const changed = [...was].flatMap(([name, one]): VariableChange[] => {
    const other = is.get(name)
    const changes = other === undefined ? [] : changedMembers(one.member, other.member, isForReaders)
    return other === undefined || changes.length === 0
      ? []
      : [{ name, before: one.shown, after: other.shown, changes: changes.sort(byKey) }]
  })
  const sources = (some: CustomMetadata, others: CustomMetadata): string[] =>
    [...new Set(some.optional_data_sources)]
      .filter((name) => !others.optional_data_sources.includes(name))
      .sort(byText)
  return {
    variables: { added: gone(is, was), removed: gone(was, is), changed },
    data_sources: { added: sources(after, before), removed: sources(before, after) },
    other: changedMembers(
      { raw: without(old.raw, LISTS), clean: without(old.clean, LISTS) },
      { raw: without(fresh.raw, LISTS), clean: without(fresh.clean, LISTS) },
      () => false,
    ).sort(byKey),
  }
}

const LISTS: ReadonlySet<string> = new Set(['required_variables', 'optional_data_sources'])

const isForReaders = (key: string): boolean => key === 'description'

/** The record may have been edited by hand since its import cleaned it. */
function guard(metadata: CustomMetadata): Guarded {
  // Members that are absent are `undefined` in the record's type only.
  const raw = metadata as JsonObject
  return { raw, clean: removeSecretsFrom(raw, '').value as JsonObject }
}

type NamedVariable = { readonly member: Guarded; readonly shown: RequiredVariable }

function byName({ raw, clean }: Guarded): Map<string, NamedVariable> {
  // What was removed was a text or a number: the form of the record still holds.
  const variablesOf = (metadata: JsonObject): readonly RequiredVariable[] =>
    (metadata as CustomMetadata).required_variables
  const shown = variablesOf(clean)
  const named = variablesOf(raw).map((variable, index): [string, NamedVariable] => {
    const safe = shown[index] as RequiredVariable
    return [
      variable.name,
      { member: { raw: variable as JsonObject, clean: safe as JsonObject }, shown: safe },
    ]
  })
  return new Map(named.sort(([a], [b]) => byText(a, b)))
}
