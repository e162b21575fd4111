import type { MenuCommand, OpenedFlow } from '../../shared/api/desktop.ts'
import type { Command, Feature } from '../workbench/contribution.ts'
import { workbench } from '../workbench/workbench.ts'
import type { DesktopSystem } from './desktop.ts'

/** What only the desktop app can do, as commands like all others. */
export function desktopFeature(system: DesktopSystem): Feature {
  return {
    id: 'desktop',
    commands: [
      {
        id: 'desktop.openWorkspace',
        category: 'File',
        title: 'Open Workspace…',
        keybinding: 'ctrl+o',
        run: () => told(async () => void (await system.ask('workspace.open', {}))),
      },
      {
        id: 'desktop.openRecent',
        category: 'File',
        title: 'Open Recent Workspace…',
        keybinding: 'ctrl+r',
        run: () => told(() => openRecent(system)),
      },
      {
        id: 'desktop.importFlow',
        category: 'File',
        title: 'Import Flow from a File…',
        run: () => told(async () => importFlows(await system.ask('flow.choose', undefined))),
      },
      {
        id: 'desktop.keepDatabaseUrl',
        category: 'Environment',
        title: "Keep a Database URL in the System's Keychain…",
        run: () => told(() => keepDatabaseUrl(system)),
      },
      {
        id: 'desktop.forgetDatabaseUrl',
        category: 'Environment',
        title: "Forget a Database URL of the System's Keychain…",
        run: () => told(() => forgetDatabaseUrl(system)),
      },
    ],
  }
}

/** Hears the native menu and what the system opens, and tells the menu what there is. After the workbench is there. */
export function followDesktop(system: DesktopSystem): void {
  system.listen((event) => {
    if (event.kind === 'command') void told(() => workbench().runCommand(event.id))
    else if (event.kind === 'flows') void told(() => importFlows(event.flows))
    else if (event.kind === 'services-gone' && !event.willRestart) offerRestart(system)
  })
  const commands = workbench()
    .features.flatMap((feature) => feature.commands ?? [])
    .filter(({ id, hidden }) => !hidden && !HAS_OWN_ITEM.includes(id))
  void told(async () => void (await system.ask('menu.set', { commands: commands.map(menuCommandOf) })))
}

/** The native menu has items for these, whatever the page says. */
const HAS_OWN_ITEM: readonly string[] = ['desktop.openWorkspace', 'desktop.openRecent', 'desktop.importFlow']

function menuCommandOf({ id, title, category, keybinding }: Command): MenuCommand {
  const [first] = typeof keybinding === 'string' ? [keybinding] : (keybinding ?? [])
  return { id, title, category, keybinding: first }
}

async function told(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    workbench().notifyFailure(error)
  }
}

async function importFlows(flows: readonly OpenedFlow[]): Promise<void> {
  for (const { name, bytes } of flows) {
    // A copy, for a file is made of memory of its own only.
    await workbench().runCommand('flow.import', { file: new File([new Uint8Array(bytes)], name) })
  }
}

async function openRecent(system: DesktopSystem): Promise<void> {
  const folders = await system.ask('workspace.recent', undefined)
  const items = folders.map((folder) => ({
    label: folder.split(/[\\/]/).at(-1) ?? folder,
    description: folder,
    value: folder,
  }))
  const folder = await workbench().pick({ title: 'Open a recent workspace', items })
  if (folder !== undefined) await system.ask('workspace.open', { folder })
}

async function keepDatabaseUrl(system: DesktopSystem): Promise<void> {
  const { unavailable, variables } = await system.ask('credentials.list', undefined)
  if (unavailable !== undefined) {
    workbench().notify({
      severity: 'warning',
      message: `Nothing can be kept: ${unavailable}. Set the environment variable where Crosswalk is started instead.`,
    })
    return
  }
  if (variables.length === 0) {
    workbench().notify({
      severity: 'info',
      message:
        'No environment of this workspace has a database elsewhere. Name one in crosswalk.json with "url_env".',
    })
    return
  }
  const variable = await workbench().pick({
    title: 'The database of which environment?',
    items: variables.map((one) => ({
      label: one.environment,
      description: `${one.variable}${one.isGiven ? ', set where Crosswalk was started' : one.isKept ? ', kept' : ''}`,
      value: one.variable,
    })),
  })
  if (variable === undefined) return
  const url = await workbench().ask({
    title: `Database URL for ${variable}`,
    placeholder: 'postgres://user:password@host/database',
    validate: (text) =>
      /^postgres(ql)?:\/\/\S+$/.test(text) ? undefined : 'Begin with postgres:// and leave no spaces.',
  })
  if (url === undefined) return
  await system.ask('credentials.keep', { variable, url })
  workbench().notify({
    severity: 'info',
    message: `${variable} is kept in the system's keychain. What begins from now on uses it.`,
  })
}

async function forgetDatabaseUrl(system: DesktopSystem): Promise<void> {
  const { variables } = await system.ask('credentials.list', undefined)
  const variable = await workbench().pick({
    title: 'Forget which database URL?',
    items: variables
      .filter(({ isKept }) => isKept)
      .map((one) => ({ label: one.environment, description: one.variable, value: one.variable })),
  })
  if (variable === undefined) return
  await system.ask('credentials.forget', { variable })
  workbench().notify({ severity: 'info', message: `${variable} is kept no more.` })
}

function offerRestart(system: DesktopSystem): void {
  workbench().notify({
    severity: 'error',
    message: 'The services of this workspace ended again and again. Their log is in .crosswalk/log.',
    actions: [
      { title: 'Start Them Again', run: () => void told(() => system.ask('services.restart', undefined)) },
    ],
  })
}
