import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PushPlan } from '../../../shared/api/rollouts.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Loading } from '../../ui/loading.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useEnvironmentLocks } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { act, amount, started } from '../releases/index.ts'
import { ageWords, durationWords, shareWords } from './figures.ts'
import { EMPTY_ORDER, lacksOf, type OrderForm, pushRequest, reachOfOrder } from './push-order.ts'
import { UnlockButton } from './unlock-button.tsx'

type Props = { readonly release: string; readonly environment: string; readonly onClose: () => void }

/** What a push would touch and begin with, before anything is changed; and how it is to go. */
export function PushDialog({ release, environment, onClose }: Props) {
  const plan = useQuery({
    queryKey: ['rollouts', 'plan', { release, environment }],
    queryFn: () => workbench().host.api.rollouts.plan({ release, environment }),
    staleTime: 0,
    gcTime: 0,
  })
  const [form, setForm] = useState<OrderForm>(EMPTY_ORDER)
  const { isLocked } = useEnvironmentLocks()
  const locked = isLocked(environment)
  const lacks = plan.data === undefined ? ['The environment is still being asked.'] : lacksOf(plan.data, form)
  const push = async () => {
    if (plan.data === undefined) return
    const asked = pushRequest(plan.data, form)
    const done = await act(async () => {
      const job = await workbench().host.api.rollouts.push(asked)
      started(`Pushing ${release} to ${environment}`, job)
    })
    if (done) onClose()
  }
  const isProtected = plan.data?.protection === 'protected'
  return (
    <Dialog
      title={`Push ${release} to ${environment}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          {locked ? (
            <UnlockButton environment={environment} />
          ) : (
            <Button
              kind={isProtected ? 'danger' : 'primary'}
              icon="rocket"
              disabled={lacks.length > 0}
              title={lacks.join(' ')}
              onClick={() => void push()}
            >
              {`Push to ${environment}`}
            </Button>
          )}
        </>
      }
    >
      <Loading query={plan} label={`Asking ${environment}`}>
        {(known) => (
          <div className="rollouts-push">
            <Plan plan={known} form={form} />
            <Form {...{ plan: known, form, onChange: setForm }} />
            {locked ? (
              <Callout tone="warn">{environment} is read-only until you unlock it.</Callout>
            ) : (
              lacks.length > 0 && (
                <ul className="rollouts-lacks" aria-label="What is missing">
                  {lacks.map((what) => (
                    <li key={what}>{what}</li>
                  ))}
                </ul>
              )
            )}
          </div>
        )}
      </Loading>
    </Dialog>
  )
}

function Plan({ plan, form }: { readonly plan: PushPlan; readonly form: OrderForm }) {
  const reach = reachOfOrder(plan, form)
  const { rate, backup, frozen, staging, verified, previewAgeHours, previewMaxAgeHours, environment } = plan
  return (
    <>
      <KeyValue
        rows={[
          { key: 'Touches', value: `${amount(reach.configs)} of ${amount(reach.tenants, 'tenant')}` },
          {
            key: 'Takes about',
            value:
              rate === null
                ? 'There are no configs.'
                : `${durationWords(reach.configs / Math.max(1, rate.configsPerSecond))}, at ${Math.round(rate.configsPerSecond).toLocaleString('en')} configs a second${rate.by === 'journal' ? ', as the last release went' : ' at best'}`,
          },
          {
            key: 'Backup',
            value:
              backup.taken === 'before the push' ? (
                'Taken first, restored into a scratch database, and compared row by row.'
              ) : (
                <>
                  None is needed
                  {backup.newest && (
                    <>
                      ; the newest is of <RelativeTime iso={backup.newest.moment} />
                    </>
                  )}
                  .
                </>
              ),
          },
          ...(staging.length === 0
            ? []
            : [
                {
                  key: 'Staging',
                  value:
                    verified === 'passed'
                      ? `It held on ${staging.join(' or ')}.`
                      : verified === 'failed'
                        ? `It did not hold on ${staging.join(' or ')}.`
                        : `Not verified on ${staging.join(' or ')}.`,
                },
              ]),
          ...(previewAgeHours === null
            ? []
            : [
                {
                  key: 'Preview',
                  value: `${ageWords(previewAgeHours, previewMaxAgeHours)}. What users changed since is looked at again.`,
                },
              ]),
        ]}
      />
      {frozen !== null && (
        <Callout tone="bad" title={`${environment} is frozen`}>
          {frozen}. To push all the same, say why: it goes into the audit log.
        </Callout>
      )}
      {plan.waits.length > 0 && (
        <Callout tone="warn" title="The last wave has not shown yet that it holds">
          {plan.waits.join('; ')}. Name a wave to go on all the same.
        </Callout>
      )}
    </>
  )
}

type FormProps = {
  readonly plan: PushPlan
  readonly form: OrderForm
  readonly onChange: (form: OrderForm) => void
}

function Form({ plan, form, onChange }: FormProps) {
  const { waves, frozen, environment, protection } = plan
  const set = (change: Partial<OrderForm>) => onChange({ ...form, ...change })
  return (
    <div className="rollouts-form">
      {waves.length > 1 && (
        <Select
          label="How far"
          value={form.wave}
          onChange={(wave) => set({ wave, ...(wave === 'all' ? { promotion: 'by-hand' } : {}) })}
          options={[
            {
              value: 'next',
              label:
                plan.next === null
                  ? 'The next wave, once it may begin'
                  : `The next wave: ${plan.next} of ${waves.length}`,
              disabled: plan.next === null,
            },
            ...waves.map((wave, at) => ({
              value: String(wave.wave),
              label: `Up to wave ${wave.wave} (${shareWords(wave, waves[at - 1])})`,
            })),
            { value: 'all', label: 'Everybody, all waves at once' },
          ]}
        />
      )}
      {waves.length > 1 && form.wave !== 'all' && (
        <Checkbox
          label="Begin each next wave by itself once the one before has held"
          checked={form.promotion === 'automatic'}
          onChange={(checked) => set({ promotion: checked ? 'automatic' : 'by-hand' })}
        />
      )}
      <TextField
        label="Configs a second, at most"
        value={form.maxRate}
        onChange={(maxRate) => set({ maxRate })}
        placeholder="As fast as the database bears"
        error={
          form.maxRate === '' || Number(form.maxRate) > 0 ? undefined : 'Write a number above 0, or nothing.'
        }
      />
      {plan.backup.taken === 'before the push' && <OwnBackup {...{ form, set }} />}
      {frozen !== null && (
        <TextField
          label="Why it has to be now"
          value={form.despiteFreeze}
          onChange={(despiteFreeze) => set({ despiteFreeze })}
        />
      )}
      {protection === 'protected' && (
        <TextField
          label={`Type ${environment} to confirm`}
          value={form.typed}
          onChange={(typed) => set({ typed })}
          error={form.typed === '' || form.typed === environment ? undefined : `This is not ${environment}.`}
        />
      )}
    </div>
  )
}

type OwnBackupProps = { readonly form: OrderForm; readonly set: (change: Partial<OrderForm>) => void }

function OwnBackup({ form: { backup }, set }: OwnBackupProps) {
  return (
    <>
      <Checkbox
        label="I have taken a backup by other means"
        checked={backup !== undefined}
        onChange={(checked) => set({ backup: checked ? { taken: '', note: '' } : undefined })}
        hint="Then the push takes none. When it was taken and what it is goes into the audit log."
      />
      {backup !== undefined && (
        <>
          <TextField
            label="Taken at"
            value={backup.taken}
            onChange={(taken) => set({ backup: { ...backup, taken } })}
            placeholder="2026-01-31T12:00:00Z"
          />
          <TextField
            label="What it is, and where"
            value={backup.note}
            onChange={(note) => set({ backup: { ...backup, note } })}
            placeholder="pg_dump, s3://backups/2026-01-31"
          />
        </>
      )}
    </>
  )
}
