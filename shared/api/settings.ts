import { type } from '@orpc/contract'
import { z } from 'zod'
import { procedure } from './procedure.ts'

/**
 * What a person has chosen for themselves, in every workspace. The form of the settings page is made from this: each
 * member has a title and a description.
 */
export const preferencesForm = z.object({
  theme: z
    .enum(['system', 'dark', 'light', 'high-contrast', 'high-contrast-light'])
    .meta({ title: 'Colour theme', description: 'System follows what the computer is set to.' }),
  density: z
    .enum(['comfortable', 'compact'])
    .meta({ title: 'Density', description: 'How much room rows take in lists and tables.' }),
  fontSize: z
    .int()
    .min(10)
    .max(24)
    .meta({ title: 'Font size', description: 'In pixels, of everything but code.' }),
  editorFontSize: z
    .int()
    .min(10)
    .max(32)
    .meta({ title: 'Font size of code', description: 'In pixels, in editors and comparisons.' }),
  who: z.string().trim().max(200).meta({
    title: 'Who acts',
    description:
      'Releases and the audit log will have this name. Left empty, the name of whoever started Crosswalk. Databases with logins of their own go by those.',
  }),
  confirmCancel: z.boolean().meta({
    title: 'Ask before a job is cancelled',
    description: 'A push that is cancelled can go on later.',
  }),
})

/** A person's own settings. */
export type Preferences = z.infer<typeof preferencesForm>

/** What holds for whoever has chosen nothing. */
export const defaultPreferences: Preferences = {
  theme: 'system',
  density: 'comfortable',
  fontSize: 13,
  editorFontSize: 13,
  who: '',
  confirmCancel: true,
}

export const settings = {
  get: procedure.output(type<Preferences>()),
  /** Changes what is given and leaves the rest. Answers with all. */
  change: procedure.input(preferencesForm.partial()).output(type<Preferences>()),
}
