import './checklists.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChecklistStepView, ChecklistView } from '../../../shared/api/checklists.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Progress } from '../../ui/progress.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { useEnvironments } from '../../workbench/environments.ts'
import { queries } from '../../workbench/queries.ts'
import { workbench } from '../../workbench/workbench.ts'
import { act, EnvironmentName, started } from '../releases/index.ts'
import type { ChecklistInput } from './input.ts'

const AGAIN_MS = 8_000

/** Before, during, after, and after a rollback: what checks itself, and what a person ticks. */
export function ChecklistEditor({ input }: { readonly input: ChecklistInput }) {
  const { release, environment } = input
  const checklist = useQuery({
    queryKey: ['checklists', 'get', { release, environment }],
    queryFn: () => workbench().host.api.checklists.get({ release, environment }),
    refetchInterval: AGAIN_MS,
  })
  const isProtected = useEnvironments().some(({ name, protected: is }) => name === environment && is)
  const examine = () =>
    act(async () => {
      const job = await workbench().host.api.checklists.examine({ release, environment })
      started(`Looking over ${environment}`, job)
    })
  return (
    <div className="checklists-editor" data-production={isProtected || undefined}>
      <header className="checklists-head">
        <h1>
          Checklist of {release} in <EnvironmentName name={environment} />
        </h1>
        <Toolbar label="The checklist">
          <Button icon="pulse" onClick={() => void examine()}>
            Ask the doctor
          </Button>
          <Button icon="refresh" onClick={() => void checklist.refetch()}>
            Check again
          </Button>
        </Toolbar>
      </header>
      <Loading query={checklist} label="Checking">
        {(known) => <Parts checklist={known} />}
      </Loading>
    </div>
  )
}

function Parts({ checklist }: { readonly checklist: ChecklistView }) {
  return checklist.parts.map(({ part, title, steps }) => {
    const done = steps.filter(({ state }) => state === 'done').length
    return (
      <Section
        key={part}
        title={title}
        actions={<span className="checklists-count">{`${done} of ${steps.length}`}</span>}
        collapsible
      >
        <Progress label={`${title}: ${done} of ${steps.length} done`} done={done} total={steps.length} />
        <ul className="checklists-steps" aria-label={title}>
          {steps.map((step) => (
            <li key={step.id} className={`checklists-step checklists-step-${step.state}`}>
              {step.checks === 'itself' ? <SelfChecked step={step} /> : <Ticked {...{ step, checklist }} />}
            </li>
          ))}
        </ul>
      </Section>
    )
  })
}

const MARKS: Readonly<Record<ChecklistStepView['state'], { readonly icon: string; readonly said: string }>> =
  {
    done: { icon: 'pass-filled', said: 'holds' },
    open: { icon: 'circle-large-outline', said: 'open' },
    failed: { icon: 'error', said: 'does not hold' },
  }

function SelfChecked({ step: { title, detail, state, found } }: { readonly step: ChecklistStepView }) {
  const { icon, said } = MARKS[state]
  return (
    <>
      <span className="checklists-mark">
        <Icon name={icon} />
      </span>
      <div>
        <div className="checklists-title">
          {title}
          <span className="ui-unseen">, {said}</span>
        </div>
        <div className="checklists-found">{found}</div>
        <div className="checklists-detail">{detail}</div>
      </div>
    </>
  )
}

type TickedProps = { readonly step: ChecklistStepView; readonly checklist: ChecklistView }

function Ticked({ step, checklist: { release, environment } }: TickedProps) {
  const { id, title, detail, ticked } = step
  const [note, setNote] = useState('')
  const [open, setOpen] = useState(false)
  // Shown at once; what the services say of it follows.
  const [asked, setAsked] = useState<'done' | 'open'>()
  const tick = async (as: 'done' | 'open') => {
    setAsked(as)
    await act(async () => {
      const input = { release, environment }
      const made = await workbench().host.api.checklists.tick({
        ...input,
        step: id,
        as,
        note: as === 'done' ? note : '',
      })
      queries.setQueryData(['checklists', 'get', input], made)
    })
    setAsked(undefined)
    setOpen(false)
  }
  return (
    <div className="checklists-ticked">
      <Checkbox
        label={title}
        checked={(asked ?? (ticked === null ? 'open' : 'done')) === 'done'}
        onChange={(checked) => void tick(checked ? 'done' : 'open')}
        hint={detail}
      />
      {ticked !== null ? (
        <div className="checklists-found">
          {ticked.who}, <RelativeTime iso={ticked.at} />
          {ticked.note && `: ${ticked.note}`}
        </div>
      ) : open ? (
        <div className="checklists-note">
          <TextField
            label="Note"
            value={note}
            onChange={setNote}
            placeholder="What was seen, where it is written down"
            autoFocus
          />
          <Button onClick={() => void tick('done')}>Tick with this note</Button>
        </div>
      ) : (
        <Button kind="link" onClick={() => setOpen(true)}>
          Tick with a note
        </Button>
      )}
    </div>
  )
}
