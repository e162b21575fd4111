import type { Feature } from '../../workbench/contribution.ts'
import { workbench } from '../../workbench/workbench.ts'
import { WelcomeEditor } from './welcome-editor.tsx'

/** The few things to do first, and what is under way. */
export const welcome: Feature = {
  id: 'welcome',
  editors: [{ type: 'welcome', icon: 'home', Component: WelcomeEditor }],
  commands: [
    {
      id: 'welcome.open',
      category: 'Help',
      title: 'Welcome',
      run: () => workbench().openEditor({ type: 'welcome', key: '', title: 'Welcome', input: {} }),
    },
  ],
}
