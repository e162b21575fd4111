import { lazy } from 'react'
import type { Feature } from '../../workbench/contribution.ts'
import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'
import type { RolloutInput } from './input.ts'
import { type Intent, intend } from './intent.ts'

export const rollouts: Feature = {
  id: 'rollouts',
  editors: [
    {
      type: 'rollout',
      icon: 'pulse',
      Component: lazy(async () => ({ default: (await import('./rollout-editor.tsx')).RolloutEditor })),
    },
  ],
  commands: [
    { id: 'rollout.open', title: 'Open a Rollout', category: 'Rollout', run: (args) => open(args, 'watch') },
    { id: 'rollout.push', title: 'Push a Release', category: 'Rollout', run: (args) => open(args, 'push') },
    {
      id: 'rollout.rollback',
      title: 'Roll a Release Back',
      category: 'Rollout',
      run: (args) => open(args, 'rollback'),
    },
  ],
}

async function open(args: unknown, intent: Intent): Promise<void> {
  const input = (args as RolloutInput | undefined) ?? (await chooseRollout())
  if (input === undefined) return
  intend(input, intent)
  workbench().openEditor({
    type: 'rollout',
    key: `${input.release} ${input.environment}`,
    title: `${input.release} → ${input.environment}`,
    input,
  })
}

async function chooseRollout(): Promise<RolloutInput | undefined> {
  const { api } = workbench().host
  const { workspace } = await queries.ensureQueryData({
    queryKey: ['session', 'get', undefined],
    queryFn: () => api.session.get(),
  })
  const environment = await workbench().pick({
    title: 'In which environment?',
    items: workspace.environments.map(({ name, protected: is }) => ({
      label: name,
      ...(is ? { description: 'protected' } : {}),
      value: name,
    })),
  })
  if (environment === undefined) return undefined
  const there = await api.releases.inEnvironment({ environment })
  if (there.length === 0) {
    workbench().notify({
      severity: 'info',
      message: `${environment} has no release yet. Propose one to it first.`,
      actions: [{ title: 'Show releases', run: () => workbench().showActivity('releases') }],
    })
    return undefined
  }
  const release = await workbench().pick({
    title: `Which release in ${environment}?`,
    items: there.map(({ release, state }) => ({
      label: release,
      description: state.replace('_', ' '),
      value: release,
    })),
  })
  return release === undefined ? undefined : { release, environment }
}
