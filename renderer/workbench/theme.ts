import './themes/base.css'
import './themes/dark.css'
import './themes/light.css'
import './themes/high-contrast.css'
import './themes/high-contrast-light.css'
import type { Preferences } from '../../shared/api/settings.ts'

type ThemeName = Exclude<Preferences['theme'], 'system'>

const light = matchMedia('(prefers-color-scheme: light)')
// Windows' contrast themes are forced colours: what is drawn without CSS, as code is, has to go with them.
const contrast = matchMedia('(prefers-contrast: more), (forced-colors: active)')

function systemTheme(): ThemeName {
  if (contrast.matches) return light.matches ? 'high-contrast-light' : 'high-contrast'
  return light.matches ? 'light' : 'dark'
}

let chosen: Preferences['theme'] = 'system'

/**
 * Shows the chosen theme; 'system' follows the system from now on. It is `data-theme` of the page, which whoever draws
 * by other means than CSS observes.
 */
export function showTheme(theme: Preferences['theme']): void {
  chosen = theme
  document.documentElement.dataset.theme = theme === 'system' ? systemTheme() : theme
}

for (const query of [light, contrast]) {
  query.addEventListener('change', () => chosen === 'system' && showTheme('system'))
}
