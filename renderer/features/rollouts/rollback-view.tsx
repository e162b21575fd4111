import { useEffect, useState } from 'react'
import type { RolloutView } from '../../../shared/api/rollouts.ts'
import { failureWords } from '../../hosts/failure.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Section } from '../../ui/section.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useEnvironmentLocks, useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { act, started } from '../releases/index.ts'
import { ForecastResult } from './forecast-result.tsx'
import { EMPTY_SCOPE, lacksOfScope, type RollbackForm, scopeOf } from './rollback-scope.ts'
import { UnlockButton } from './unlock-button.tsx'
import { type Forecast, runForecast } from './use-forecast.ts'

type Props = { readonly view: RolloutView; readonly onClose: () => void }

/** Chooses what is taken back, shows what that would do to every config, and then does it. */
export function RollbackView({ view, onClose }: Props) {
  const { environment } = view
  const [form, setForm] = useState<RollbackForm>(EMPTY_SCOPE)
  const [forecast, setForecast] = useState<Forecast>()
  const set = (change: Partial<RollbackForm>) => {
    setForm({ ...form, ...change })
    // What was shown is of another choice.
    if (!('emergency' in change || 'withNewer' in change)) setForecast(undefined)
  }
  const scope = scopeOf(form)
  const lacks = lacksOfScope(form)
  return (
    <Section
      title="Roll back"
      actions={
        <Button icon="close" onClick={onClose}>
          Close
        </Button>
      }
    >
      <div className="rollouts-rollback">
        <Select
          label="What is taken back"
          value={form.what}
          options={[
            { value: 'release', label: 'The whole release' },
            { value: 'wave', label: 'One wave', disabled: view.waves.length < 2 },
            { value: 'tenants', label: 'Some tenants' },
          ]}
          onChange={(what) => set({ what })}
          {...(form.what === 'release'
            ? {}
            : { hint: 'The release keeps its state then; a later rollback takes the rest.' })}
        />
        {form.what === 'wave' && (
          <Select
            label="Wave"
            value={form.wave}
            options={view.waves.map(({ wave, migrated }) => ({
              value: String(wave),
              label: `Wave ${wave}: ${migrated.toLocaleString('en')} configs`,
            }))}
            onChange={(wave) => set({ wave })}
          />
        )}
        {form.what === 'tenants' && (
          <TextField
            label="Ids of the tenants"
            rows={3}
            value={form.tenants}
            onChange={(tenants) => set({ tenants })}
            hint="One a line, or separated by commas."
            error={form.tenants === '' ? undefined : lacks[0]}
          />
        )}
        <div className="rollouts-actions">
          <ForecastButton {...{ view, disabled: lacks.length > 0, scope, onForecast: setForecast }} />
        </div>
        {forecast && (
          <>
            <ForecastResult {...{ forecast, environment }} />
            {forecast.sums && <Order {...{ view, form, set, scope, forecast, onClose }} />}
          </>
        )}
      </div>
    </Section>
  )
}

type ForecastButtonProps = {
  readonly view: RolloutView
  readonly disabled: boolean
  readonly scope: ReturnType<typeof scopeOf>
  readonly onForecast: (forecast: Forecast | undefined) => void
}

function ForecastButton({
  view: { release, environment },
  disabled,
  scope,
  onForecast,
}: ForecastButtonProps) {
  const [stop, setStop] = useState<AbortController>()
  useEffect(() => () => stop?.abort(), [stop])
  const run = async () => {
    const running = new AbortController()
    setStop(running)
    try {
      await runForecast({ release, environment, scope }, running.signal, onForecast)
    } catch (error) {
      if (!running.signal.aborted)
        workbench().notify({ severity: 'error', message: failureWords(error).message })
    } finally {
      setStop(undefined)
    }
  }
  return stop === undefined ? (
    <Button kind="primary" icon="eye" disabled={disabled} onClick={() => void run()}>
      Show what it would do
    </Button>
  ) : (
    <Button icon="debug-stop" onClick={() => stop.abort()}>
      Stop looking
    </Button>
  )
}

type OrderProps = Props & {
  readonly form: RollbackForm
  readonly set: (change: Partial<RollbackForm>) => void
  readonly scope: ReturnType<typeof scopeOf>
  readonly forecast: Forecast
}

function Order({ view, form, set, scope, forecast, onClose }: OrderProps) {
  const { release, environment } = view
  const { isLocked } = useEnvironmentLocks()
  const isProtected = useEnvironments().some(({ name, protected: is }) => name === environment && is)
  const locked = isLocked(environment)
  const newer = forecast.newer
  const blocked = newer.length > 0 && !form.withNewer
  const rollBack = async () => {
    const yes = await workbench().confirm({
      title: `Roll ${release} back in ${environment}?`,
      detail: detailOf(forecast),
      action: 'Roll back',
      danger: true,
      ...(isProtected ? { typed: environment } : {}),
    })
    if (!yes) return
    const done = await act(async () => {
      const job = await workbench().host.api.rollouts.rollBack({
        release,
        environment,
        scope,
        newer: form.withNewer ? 'undo' : 'refuse',
        ...(form.emergency.trim() === '' ? {} : { emergency: form.emergency.trim() }),
        ...(isProtected ? { confirm: environment } : {}),
      })
      started(`Rolling ${release} back in ${environment}`, job)
    })
    if (done) onClose()
  }
  return (
    <>
      {newer.length > 0 && (
        <>
          <Callout tone="warn" title="Newer releases stand on top">
            {newer.join(', ')} would have to be taken back first.
          </Callout>
          {form.what !== 'wave' && (
            <Checkbox
              label="Take these back first, the newest first"
              checked={form.withNewer}
              onChange={(withNewer) => set({ withNewer })}
            />
          )}
        </>
      )}
      <TextField
        label="In an emergency: why it cannot wait"
        value={form.emergency}
        onChange={(emergency) => set({ emergency })}
        hint="Goes into the audit log. The data is as safe as in a planned one."
      />
      <div className="rollouts-actions">
        {locked ? (
          <UnlockButton environment={environment} />
        ) : (
          <Button kind="danger" icon="discard" disabled={blocked} onClick={() => void rollBack()}>
            Roll back…
          </Button>
        )}
      </div>
    </>
  )
}

function detailOf({ sums }: Forecast): string {
  if (sums === null) return ''
  const { restored, kept_edits, conflicts } = sums
  return `${restored} configs are restored exactly, ${kept_edits} keep the edits that were made since, ${conflicts} have a conflict for their user. Nothing is deleted from the history.`
}
