import { useState } from 'react'
import type { AgentName, Version } from '../../../../shared/config/ids.ts'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/checkbox.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { forgetJudgements } from '../data.ts'
import { count } from '../words.ts'
import type { LossAtPath } from './losses-by-path.ts'

/** Asks for which shapes a loss is accepted, and why. */
export function AcceptDialog({
  name,
  loss,
  onClose,
}: {
  readonly name: { readonly agent: AgentName; readonly to: Version; readonly preview: string }
  readonly loss: LossAtPath
  readonly onClose: () => void
}) {
  const open = loss.shapes.filter(({ blocks }) => blocks).toSorted((a, b) => b.configs - a.configs)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(open.map(({ shape }) => shape)))
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const configs = open.filter(({ shape }) => chosen.has(shape)).reduce((sum, one) => sum + one.configs, 0)
  const accept = async () => {
    setBusy(true)
    const { host, notify, notifyFailure } = workbench()
    try {
      const { file } = await host.api.losses.accept({ ...name, path: loss.path, shapes: [...chosen], reason })
      notify({ severity: 'info', message: `Accepted in ${file}. Commit it, and make the release anew.` })
      onClose()
      await forgetJudgements()
    } catch (error) {
      notifyFailure(error)
      setBusy(false)
    }
  }
  const turn = (shape: string, checked: boolean) =>
    setChosen((before) => new Set([...before].filter((one) => one !== shape).concat(checked ? [shape] : [])))
  return (
    <Dialog
      title={`Accept the loss of ${loss.path}?`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="danger"
            disabled={busy || chosen.size === 0 || reason.trim() === ''}
            onClick={() => void accept()}
          >
            Accept the loss
          </Button>
        </>
      }
    >
      <p>
        {count(configs, 'config')} will lose what their users set at <code>{loss.path}</code>. It stays in the
        history of each config, and comes back only with a rollback. It holds for these shapes alone, for as
        long as the migration and the default config stay as they are; approvers see it with your name and
        reason.
      </p>
      <fieldset className="preview-choices">
        <legend>Shapes</legend>
        {open.map(({ shape, from, configs }) => (
          <Checkbox
            key={shape}
            label={`${shape}: ${count(configs, 'config')} from ${from}`}
            checked={chosen.has(shape)}
            onChange={(checked) => turn(shape, checked)}
          />
        ))}
      </fieldset>
      <TextField
        label="Reason"
        hint="Why users may lose it. Approvers read this, and it goes into the release."
        rows={3}
        value={reason}
        onChange={setReason}
      />
    </Dialog>
  )
}
