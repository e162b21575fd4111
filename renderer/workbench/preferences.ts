import { create } from 'zustand'
import { defaultPreferences, type Preferences, preferencesForm } from '../../shared/api/settings.ts'
import { remember, remembered } from './memory.ts'
import { becomeSomebody, chosenWho, getSession } from './session.ts'
import { showTheme } from './theme.ts'
import { workbench } from './workbench.ts'

// The services keep them, for every workspace; this browser keeps a copy, so that the first picture has the right
// theme before the services have answered.
const KEY = 'crosswalk.preferences'

/** What the person has chosen. */
export const usePreferences = create<Preferences>(
  () => remembered(KEY, preferencesForm) ?? defaultPreferences,
)

/** Shows everything as the person has chosen it, from now on. Before the first picture. */
export function applyPreferences(): void {
  show(usePreferences.getState())
  usePreferences.subscribe((preferences) => {
    remember(KEY, preferences)
    show(preferences)
  })
}

/** Asks the services for what the person has chosen, and acts as whom they have chosen. */
export async function loadPreferences(): Promise<void> {
  const preferences = await workbench().host.api.settings.get()
  usePreferences.setState(preferences, true)
  const who = chosenWho() ?? preferences.who
  if (who !== '' && (await getSession()).who !== who) await becomeSomebody(who)
}

/** Chooses something. It is shown at once, and put back where the services cannot keep it. */
export async function changePreferences(change: Partial<Preferences>): Promise<void> {
  const before = usePreferences.getState()
  usePreferences.setState(change)
  try {
    usePreferences.setState(await workbench().host.api.settings.change(change), true)
    if (change.who) await becomeSomebody(change.who)
  } catch (error) {
    usePreferences.setState(before, true)
    workbench().notifyFailure(error)
  }
}

function show({ theme, density, fontSize, editorFontSize }: Preferences): void {
  showTheme(theme)
  const { dataset, style } = document.documentElement
  dataset.density = density
  style.setProperty('--vscode-font-size', `${fontSize}px`)
  style.setProperty('--vscode-editor-font-size', `${editorFontSize}px`)
}

/** One of the values that a setting can have, as a person reads it: `High contrast`. */
export const wordsOf = (option: string): string =>
  (option[0]?.toUpperCase() ?? '') + option.slice(1).replaceAll('-', ' ')
