import { z } from 'zod'
import { type Preferences, preferencesForm } from '../../../shared/api/settings.ts'

/** One setting, as its JSON Schema describes it. */
export type Setting = {
  readonly name: keyof Preferences
  readonly title: string
  readonly description: string
} & (
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'switch' }
  | { readonly kind: 'text' }
)

/** Every setting, in the order of the form. */
export function settingsOf(): readonly Setting[] {
  const { properties = {} } = z.toJSONSchema(preferencesForm)
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (typeof schema === 'boolean') return []
    const { title = name, description = '', type, enum: options, minimum, maximum } = schema
    const kind = options
      ? { kind: 'choice' as const, options: options.map(String) }
      : type === 'integer' || type === 'number'
        ? { kind: 'number' as const, least: minimum ?? 0, most: maximum ?? 100 }
        : { kind: type === 'boolean' ? ('switch' as const) : ('text' as const) }
    // The schema's names are the form's own.
    return [{ name: name as keyof Preferences, title, description, ...kind }]
  })
}

/** What is wrong with a value of a setting, or undefined. */
export function problemOf(name: keyof Preferences, value: unknown): string | undefined {
  const read = preferencesForm.shape[name].safeParse(value)
  return read.success ? undefined : read.error.issues[0]?.message
}
