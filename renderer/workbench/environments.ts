import { create } from 'zustand'
import type { EnvironmentMark } from '../../shared/api/session.ts'
import { getSession, useSession } from './session.ts'
import { useWorkbenchState } from './store.ts'
import { workbench } from './workbench.ts'

/** The environments of the workspace; none until they are known. */
export const useEnvironments = (): readonly EnvironmentMark[] => useSession()?.workspace.environments ?? NONE

// One and the same, so that nothing is rendered anew for it.
const NONE: readonly EnvironmentMark[] = []

/** The environment that the workbench looks at: the chosen one, else the first that is not protected. */
export function useChosenEnvironment(): EnvironmentMark | undefined {
  const chosen = useWorkbenchState(({ environment }) => environment)
  return chosenOf(useEnvironments(), chosen)
}

/** The same, outside components. */
export async function getChosenEnvironment(): Promise<EnvironmentMark | undefined> {
  const { workspace } = await getSession()
  return chosenOf(workspace.environments, useWorkbenchState.getState().environment)
}

const chosenOf = (environments: readonly EnvironmentMark[], chosen: string | undefined) =>
  environments.find(({ name }) => name === chosen) ??
  environments.find((one) => !one.protected) ??
  environments[0]

/** From now on the workbench looks at this environment. */
export const chooseEnvironment = (environment: string): void => useWorkbenchState.setState({ environment })

type Locks = {
  /** Protected environments that may be changed from this window, until it is reloaded. */
  readonly unlocked: ReadonlySet<string>
}

const useLocks = create<Locks>(() => ({ unlocked: new Set() }))

/** Which environments may be changed from this window: those that are not protected, and those that were unlocked. */
export function useEnvironmentLocks(): {
  readonly isLocked: (environment: string) => boolean
  readonly unlocked: ReadonlySet<string>
} {
  const { unlocked } = useLocks()
  const environments = useEnvironments()
  return {
    unlocked,
    isLocked: (name) =>
      !unlocked.has(name) && (environments.find((one) => one.name === name)?.protected ?? false),
  }
}

/** Whether an environment may be changed from this window now. */
export async function isEnvironmentLocked(name: string): Promise<boolean> {
  const { workspace } = await getSession()
  const mark = workspace.environments.find((one) => one.name === name)
  return (mark?.protected ?? false) && !useLocks.getState().unlocked.has(name)
}

/** Asks for the environment's name, and lets it be changed from this window. Whether it may be now. */
export async function unlockEnvironment(name: string): Promise<boolean> {
  if (!(await isEnvironmentLocked(name))) return true
  const yes = await workbench().confirm({
    title: `Unlock ${name}?`,
    detail: `${name} is protected. Until you lock it again or reload this window, it can be changed from here: pushed to, rolled back, restored. Each change still asks first.`,
    action: 'Unlock',
    danger: true,
    typed: name,
  })
  if (yes) useLocks.setState(({ unlocked }) => ({ unlocked: new Set(unlocked).add(name) }))
  return yes
}

/** Makes a protected environment read-only again. */
export const lockEnvironment = (name: string): void =>
  useLocks.setState(({ unlocked }) => ({ unlocked: new Set([...unlocked].filter((one) => one !== name)) }))
