import { preferencesForm } from '../../shared/api/settings.ts'
import { allCommands, isEnabled, keysOf, titleOf } from './commands.ts'
import type { Command, QuickItem } from './contribution.ts'
import { chooseEnvironment, isEnvironmentLocked, lockEnvironment, unlockEnvironment } from './environments.ts'
import { clearNotices, toggleCentre } from './notices.ts'
import { stepPart } from './parts.ts'
import { changePreferences, usePreferences, wordsOf } from './preferences.ts'
import { type Pickable, pickId } from './questions.ts'
import { recentFirst, touchCommand } from './recent-commands.ts'
import { becomeSomebody, getSession } from './session.ts'
import { type EditorArea, useWorkbenchState } from './store.ts'
import { workbench } from './workbench.ts'

const state = () => useWorkbenchState.getState()
const inArea = (act: (area: EditorArea) => void) => () => {
  const { area } = state()
  if (area) act(area)
}

async function showCommands(): Promise<void> {
  const commands = recentFirst(allCommands().filter((one) => !one.hidden && isEnabled(one)))
  const id = await pickId(
    'Type the name of a command',
    commands.map((one) => ({ id: one.id, label: titleOf(one), keys: keysOf(one) })),
  )
  if (id === undefined) return
  touchCommand(id)
  await workbench().runCommand(id)
}

async function quickOpen(): Promise<void> {
  const found = new Map<string, QuickItem>()
  const items = Promise.all(workbench().features.map((feature) => itemsOf(feature, found)))
  const id = await pickId(
    'Go to a flow, a migration, a preview, a release, an environment',
    items.then((all) => all.flat()),
  )
  if (id !== undefined) found.get(id)?.open()
}

type FeatureWithItems = ReturnType<typeof workbench>['features'][number]

/** One feature that cannot say what it has hides nothing of the others. */
async function itemsOf(
  { id, quickItems }: FeatureWithItems,
  found: Map<string, QuickItem>,
): Promise<Pickable[]> {
  try {
    const items = (await quickItems?.()) ?? []
    return items.map((item) => {
      const key = `${id}:${item.id}`
      found.set(key, item)
      return { id: key, label: item.label, description: item.description, icon: item.icon }
    })
  } catch (error) {
    workbench().log(`${id} could not say what it has: ${String(error)}`)
    return []
  }
}

async function pickEnvironment(): Promise<void> {
  const { workspace } = await getSession()
  const name = await workbench().pick({
    title: 'The environment to look at',
    items: workspace.environments.map((one) => ({
      label: one.name,
      description: one.protected ? 'protected' : one.kind,
      value: one.name,
    })),
  })
  if (name !== undefined) chooseEnvironment(name)
}

async function setWho(): Promise<void> {
  const { who } = await getSession()
  const name = await workbench().ask({
    title: 'Who acts from this window?',
    value: who,
    placeholder: 'ada@example.com',
    validate: (text) =>
      text.trim() === '' ? 'Give a name: releases and the audit log will have it.' : undefined,
  })
  if (name === undefined) return
  await becomeSomebody(name.trim())
  workbench().notify({ severity: 'info', message: `From now on you act as ${name.trim()}.` })
}

const environmentOf = (args: unknown): string | undefined =>
  typeof args === 'object' && args !== null && 'environment' in args && typeof args.environment === 'string'
    ? args.environment
    : undefined

async function protectedEnvironment(
  args: unknown,
  wanted: 'locked' | 'unlocked',
): Promise<string | undefined> {
  const given = environmentOf(args)
  if (given !== undefined) return given
  const { workspace } = await getSession()
  const names = workspace.environments.filter((one) => one.protected).map(({ name }) => name)
  const locked = await Promise.all(names.map(isEnvironmentLocked))
  const fitting = names.filter((_, index) => locked[index] === (wanted === 'locked'))
  if (fitting.length === 0) {
    workbench().notify({ severity: 'info', message: `There is no protected environment that is ${wanted}.` })
  }
  if (fitting.length <= 1) return fitting[0]
  return workbench().pick({
    title: 'Which environment?',
    items: fitting.map((name) => ({ label: name, value: name })),
  })
}

async function pickTheme(): Promise<void> {
  const { theme: chosen } = usePreferences.getState()
  const theme = await workbench().pick({
    title: 'The colour theme',
    items: preferencesForm.shape.theme.options.map((value) => ({
      label: wordsOf(value),
      description: value === chosen ? 'chosen now' : '',
      value,
    })),
  })
  if (theme !== undefined) await changePreferences({ theme })
}

const openShortcuts = () =>
  workbench().openEditor({ type: 'shortcuts', key: '', title: 'Keyboard Shortcuts', input: {} })

/** Every action of the frame. */
export const commands: readonly Command[] = [
  {
    id: 'workbench.commands',
    category: 'View',
    title: 'Show All Commands',
    keybinding: ['ctrl+shift+p', 'f1'],
    run: showCommands,
  },
  {
    id: 'workbench.quickOpen',
    category: 'Go',
    title: 'Go to Anything',
    keybinding: 'ctrl+p',
    run: quickOpen,
  },
  {
    id: 'workbench.shortcuts',
    category: 'Help',
    title: 'Keyboard Shortcuts',
    keybinding: 'ctrl+k ctrl+s',
    run: openShortcuts,
  },
  { id: 'workbench.setWho', category: 'Workbench', title: 'Set Who Acts', run: setWho },
  { id: 'workbench.reload', category: 'Workbench', title: 'Reload Window', run: () => location.reload() },
  {
    id: 'workbench.theme',
    category: 'Preferences',
    title: 'Colour Theme',
    keybinding: 'ctrl+k ctrl+t',
    run: pickTheme,
  },
  {
    id: 'view.sideBar',
    category: 'View',
    title: 'Show or Hide the Side Bar',
    keybinding: 'ctrl+b',
    run: () => useWorkbenchState.setState({ sideBar: !state().sideBar }),
  },
  {
    id: 'view.panel',
    category: 'View',
    title: 'Show or Hide the Panel',
    keybinding: 'ctrl+j',
    run: () => useWorkbenchState.setState({ panelShown: !state().panelShown }),
  },
  {
    id: 'view.problems',
    category: 'View',
    title: 'Show Problems',
    keybinding: 'ctrl+shift+m',
    run: () => workbench().showPanel('problems'),
  },
  {
    id: 'view.output',
    category: 'View',
    title: 'Show Output',
    keybinding: 'ctrl+shift+u',
    run: () => workbench().showPanel('output'),
  },
  {
    id: 'view.nextPart',
    category: 'View',
    title: 'Focus Next Part',
    keybinding: 'f6',
    run: () => stepPart(1),
  },
  {
    id: 'view.previousPart',
    category: 'View',
    title: 'Focus Previous Part',
    keybinding: 'shift+f6',
    run: () => stepPart(-1),
  },
  {
    id: 'view.notifications',
    category: 'Notifications',
    title: 'Show or Hide Notifications',
    keybinding: 'ctrl+k ctrl+shift+n',
    run: toggleCentre,
  },
  {
    id: 'view.clearNotifications',
    category: 'Notifications',
    title: 'Clear All Notifications',
    run: clearNotices,
  },
  // A browser keeps Ctrl+W, Ctrl+Shift+T and Ctrl+Tab to itself, the desktop app does not.
  {
    id: 'editor.close',
    category: 'Editor',
    title: 'Close',
    keybinding: ['ctrl+w', 'alt+w'],
    run: inArea((area) => area.closeActive()),
  },
  {
    id: 'editor.closeOthers',
    category: 'Editor',
    title: 'Close Others',
    run: inArea((area) => area.closeOthers()),
  },
  {
    id: 'editor.closeAll',
    category: 'Editor',
    title: 'Close All',
    keybinding: 'ctrl+k ctrl+w',
    run: inArea((area) => area.closeAll()),
  },
  {
    id: 'editor.reopen',
    category: 'Editor',
    title: 'Open the Closed One Again',
    keybinding: ['ctrl+shift+t', 'alt+shift+t'],
    run: inArea((area) => area.reopen()),
  },
  {
    id: 'editor.next',
    category: 'Editor',
    title: 'Next',
    keybinding: ['ctrl+tab', 'alt+pagedown'],
    run: inArea((area) => area.step(1)),
  },
  {
    id: 'editor.previous',
    category: 'Editor',
    title: 'Previous',
    keybinding: ['ctrl+shift+tab', 'alt+pageup'],
    run: inArea((area) => area.step(-1)),
  },
  {
    id: 'editor.split',
    category: 'Editor',
    title: 'Move to the Side',
    keybinding: 'ctrl+\\',
    run: inArea((area) => area.split()),
  },
  {
    id: 'editor.nextGroup',
    category: 'Editor',
    title: 'Focus Next Group',
    keybinding: 'ctrl+k ctrl+right',
    run: inArea((area) => area.stepGroup(1)),
  },
  {
    id: 'editor.previousGroup',
    category: 'Editor',
    title: 'Focus Previous Group',
    keybinding: 'ctrl+k ctrl+left',
    run: inArea((area) => area.stepGroup(-1)),
  },
  {
    id: 'editor.keep',
    category: 'Editor',
    title: 'Keep Open',
    keybinding: 'ctrl+k enter',
    run: inArea((area) => area.keep()),
  },
  { id: 'environment.choose', category: 'Environment', title: 'Choose', run: pickEnvironment },
  {
    id: 'environment.unlock',
    category: 'Environment',
    title: 'Unlock',
    run: async (args) => {
      const name = await protectedEnvironment(args, 'locked')
      if (name !== undefined) await unlockEnvironment(name)
    },
  },
  {
    id: 'environment.lock',
    category: 'Environment',
    title: 'Lock',
    run: async (args) => {
      const name = await protectedEnvironment(args, 'unlocked')
      if (name !== undefined) lockEnvironment(name)
    },
  },
]
