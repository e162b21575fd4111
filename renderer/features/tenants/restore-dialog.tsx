import { useState } from 'react'
import type { ConfigHistory } from '../../../shared/api/tenants.ts'
import type { ConfigId } from '../../../shared/config/ids.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { forgetTenants } from './data.ts'
import type { ShownState } from './shown-states.ts'
import { StateDiff } from './state-document.tsx'

/** Shows what restoring a state would change, and asks why; for a protected environment also for its name. */
export function RestoreDialog({
  history,
  state,
  now,
  onClose,
}: {
  readonly history: ConfigHistory
  readonly state: ShownState
  readonly now: ShownState
  readonly onClose: () => void
}) {
  const { environment, config } = history
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const isProtected = useEnvironments().find(({ name }) => name === environment)?.protected ?? false
  const ready = reason.trim() !== '' && (!isProtected || typed === environment)
  const restore = async () => {
    setBusy(true)
    const { host, notify, notifyFailure } = workbench()
    try {
      const { from_version, version, replaced } = await host.api.tenants.restore({
        environment,
        // They came from the history.
        config: config as ConfigId,
        state: state.id ?? '',
        reason,
        ...(isProtected ? { confirm: typed } : {}),
      })
      const done =
        replaced === null
          ? 'The config has that state already; nothing was changed.'
          : `The config went from ${from_version} to ${version}. Its former state is in the history.`
      notify({ severity: 'info', message: done })
      onClose()
      await forgetTenants()
    } catch (error) {
      notifyFailure(error)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={`Restore ${state.title}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" disabled={busy || !ready} onClick={() => void restore()}>
            Restore in {environment}
          </Button>
        </>
      }
    >
      <p>
        The config gets this state whole, and what its user has changed since is not in it. The state that it
        has now goes into the history first, so this can be undone in the same way.
      </p>
      <div className="tenants-restored">
        <StateDiff
          history={history}
          before={now}
          after={state}
          titles={{ before: 'Now', after: 'Restored' }}
        />
      </div>
      <TextField
        label="Reason"
        hint="Goes into the history and the audit log, with your name."
        placeholder="Customer asked, ticket 4711"
        value={reason}
        onChange={setReason}
      />
      {isProtected && (
        <TextField
          label={`Type ${environment} to confirm`}
          hint={`${environment} is protected.`}
          value={typed}
          onChange={setTyped}
        />
      )}
    </Dialog>
  )
}
