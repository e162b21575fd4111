import { equalJson } from '../../json/equal.ts'
import type { RequiredVariable } from '../custom-metadata.ts'
import type { MetadataComparison, VariableChange } from './metadata.ts'
import { type Reason, reason } from './reason.ts'
import type { Change } from './values.ts'

/** What the metadata says of a change: the variables that configs feed, the data sources, the schema. */
export const adviseByMetadata = ({ variables, data_sources, other }: MetadataComparison): Reason[] => [
  ...variables.removed.map((variable) => byRemoved(variable, variables.added)),
  ...variables.changed.flatMap(byChanged),
  ...variables.added.map(byAdded),
  ...data_sources.removed.map((name) => reason('breaking', `data source ${name}`, 'it is gone')),
  ...data_sources.added.map((name) => reason('feature', `data source ${name}`, 'it is new')),
  ...other.map(byOther),
]

const placeOf = ({ name }: RequiredVariable): string => `variable ${name}`

const needsValue = (variable: RequiredVariable): boolean =>
  variable.required && variable.default === undefined

function byRemoved(variable: RequiredVariable, added: readonly RequiredVariable[]): Reason {
  const alike = added.filter(
    ({ type, description, path }) =>
      type === variable.type &&
      ((description !== '' && description === variable.description) || path === variable.path),
  )
  const hint = alike.length === 1 ? `; it seems to be ${alike[0]?.name} now` : ''
  return reason('breaking', placeOf(variable), `it is gone${hint}`)
}

const byAdded = (variable: RequiredVariable): Reason =>
  needsValue(variable)
    ? reason('breaking', placeOf(variable), 'it is new and required, and has no default')
    : reason('feature', placeOf(variable), 'it is new')

function byChanged({ before, after, changes }: VariableChange): Reason[] {
  return changes.flatMap(({ key }): Reason[] => {
    const make = (verdict: Reason['verdict'], text: string): Reason[] => [
      reason(verdict, placeOf(after), text),
    ]
    switch (key) {
      case 'type':
        return make('breaking', `it was a ${before.type} and is a ${after.type}`)
      case 'path':
        return make(
          'breaking',
          `it is fed from ${pathOf(after)} of the config, no longer from ${pathOf(before)}`,
        )
      case 'required':
      case 'default':
        if (needsValue(after) && !needsValue(before)) {
          // Both members say the same then; one of them is enough.
          const isSaid = key === 'default' && before.required !== after.required
          return isSaid ? [] : make('breaking', 'it is now required and has no default')
        }
        return key === 'required'
          ? make('fix', after.required ? 'it is now required' : 'it is no longer required')
          : make('fix', 'its default changed')
      default:
        return make('fix', `its ${key} changed`)
    }
  })
}

const pathOf = ({ path }: RequiredVariable): string => path ?? 'no place'

function byOther({ key, before, after }: Change): Reason {
  const [was, is] = [before, after].map((side) => (side?.kind === 'value' ? side.value : undefined))
  const place = key.replaceAll('_', ' ')
  if (key === 'config_schema_version') {
    const [old, fresh] = [was, is].map((version) =>
      typeof version === 'string' ? version.split('.')[0] : '',
    )
    return old === fresh
      ? reason('feature', place, `it goes from ${was} to ${is}`)
      : reason('breaking', place, `its major part goes from ${old} to ${fresh}`)
  }
  if (key === 'user_configurable') {
    return equalJson(is ?? null, false)
      ? reason('breaking', place, 'users can no longer configure it')
      : reason('feature', place, 'users can now configure it')
  }
  return reason('fix', place, 'it changed')
}
