import type { RolloutView } from '../../../shared/api/rollouts.ts'
import { Button } from '../../ui/button.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { useEnvironmentLocks, useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { act, started } from '../releases/index.ts'
import { actionsFor, type RolloutAction } from './figures.ts'
import { intend } from './intent.ts'

type Control = {
  readonly icon: string
  readonly title: string
  readonly kind?: 'primary' | 'danger'
  readonly run: (view: RolloutView, confirm: { readonly confirm?: string }) => unknown
}

/** What may be done with the rollout now. A protected environment has to be unlocked for it. */
export function Controls({ view }: { readonly view: RolloutView }) {
  const { release, environment } = view
  const { isLocked } = useEnvironmentLocks()
  const isProtected = useEnvironments().some(({ name, protected: is }) => name === environment && is)
  const locked = isLocked(environment)
  const links = (
    <>
      <Button
        icon="rocket"
        onClick={() => void workbench().runCommand('release.open', { release, environment })}
      >
        Release
      </Button>
      <Button
        icon="checklist"
        onClick={() => void workbench().runCommand('checklist.open', { release, environment })}
      >
        Checklist
      </Button>
      <Button
        icon="output"
        onClick={() => void workbench().runCommand('release.report', { release, environment })}
      >
        Report
      </Button>
    </>
  )
  return (
    <Toolbar label="The rollout">
      {actionsFor(view).map((action) => {
        const { icon, title, kind, run } = CONTROLS[action]
        // To stop something is never refused: only what writes configs asks for the lock to be opened.
        const closed = locked && action !== 'pause' && action !== 'cancel'
        return (
          <Button
            key={action}
            icon={closed ? 'lock' : icon}
            {...(kind ? { kind } : {})}
            title={closed ? `${environment} is read-only until you unlock it` : undefined}
            onClick={() =>
              void (closed ? unlock(environment) : run(view, isProtected ? { confirm: environment } : {}))
            }
          >
            {closed ? `Unlock to ${action}` : title}
          </Button>
        )
      })}
      {links}
    </Toolbar>
  )
}

const unlock = (environment: string) => workbench().runCommand('environment.unlock', { environment })

const where = ({ release, environment }: RolloutView) => ({ release, environment })

const CONTROLS: Readonly<Record<RolloutAction, Control>> = {
  push: { icon: 'rocket', title: 'Push…', kind: 'primary', run: (view) => intend(where(view), 'push') },
  'push again': { icon: 'rocket', title: 'Push again…', run: (view) => intend(where(view), 'push') },
  'next wave': {
    icon: 'rocket',
    title: 'Next wave…',
    kind: 'primary',
    run: (view) => intend(where(view), 'push'),
  },
  pause: {
    icon: 'debug-pause',
    title: 'Pause',
    kind: 'primary',
    run: (view) => act(() => workbench().host.api.rollouts.pause(where(view))),
  },
  resume: { icon: 'debug-continue', title: 'Resume', kind: 'primary', run: resume },
  cancel: { icon: 'debug-stop', title: 'Cancel', run: cancel },
  'roll back': { icon: 'discard', title: 'Roll back…', run: (view) => intend(where(view), 'rollback') },
}

async function resume(view: RolloutView, confirm: { readonly confirm?: string }): Promise<void> {
  const { release, environment } = view
  const yes = await workbench().confirm({
    title: `Resume ${release} in ${environment}?`,
    detail: 'It goes on as it was ordered: to the same wave, at the same rate. What is migrated stays so.',
    action: 'Resume',
    ...(confirm.confirm === undefined ? {} : { danger: true, typed: environment }),
  })
  if (!yes) return
  await act(async () => {
    const job = await workbench().host.api.rollouts.resume({ ...where(view), ...confirm })
    started(`Resuming ${release} in ${environment}`, job)
  })
}

async function cancel(view: RolloutView): Promise<void> {
  const { release, environment } = view
  const yes = await workbench().confirm({
    title: `Cancel the rollout of ${release} in ${environment}?`,
    detail: 'What is migrated stays so. To go on, it is pushed anew; to undo it, it is rolled back.',
    action: 'Cancel the rollout',
  })
  if (yes) await act(() => workbench().host.api.rollouts.cancel(where(view)))
}
