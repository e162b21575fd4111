import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useSession } from '../../workbench/session.ts'
import { workbench } from '../../workbench/workbench.ts'
import { act, started } from './act.ts'
import { type NextAction, nextStepOf, type ReleaseFacts } from './stages.ts'

/** What is missing for the next stage, and the button for it. */
export function NextCard({ facts }: { readonly facts: ReleaseFacts }) {
  const { title, missing, action, tone } = nextStepOf(facts)
  return (
    <section className="releases-next" aria-label="What comes next">
      <Callout tone={tone} title={title}>
        {missing.map((line) => (
          <p key={line}>{line}</p>
        ))}
        {action === 'approve' ? <Approve facts={facts} /> : <Actions {...{ facts, action }} />}
      </Callout>
    </section>
  )
}

function Actions({ facts, action }: { readonly facts: ReleaseFacts; readonly action: NextAction }) {
  const { environment, draft, standing, staging } = facts
  const release = standing?.record.release ?? draft?.release ?? ''
  const { api } = workbench().host
  const run = (command: string, args: object) => () => void workbench().runCommand(command, args)
  const propose = () =>
    act(async () =>
      started(`Proposing ${release} to ${environment}`, await api.releases.propose({ release, environment })),
    )
  const verify = () =>
    act(async () =>
      started(`Verifying ${release} on ${environment}`, await api.releases.verify({ release, environment })),
    )
  switch (action) {
    case 'propose':
      return (
        <Row>
          <Button kind="primary" icon="git-pull-request" onClick={propose}>
            {`Propose to ${environment}`}
          </Button>
          {standing && <ReportButton {...{ release, environment }} />}
        </Row>
      )
    case 'staging':
      return (
        <Row>
          {staging.map((name) => (
            <Button
              key={name}
              kind="primary"
              icon="beaker"
              onClick={run('release.open', { release, environment: name })}
            >
              {`Open it in ${name}`}
            </Button>
          ))}
        </Row>
      )
    case 'verify':
      return (
        <Row>
          <Button kind="primary" icon="verified" onClick={verify}>
            {`Verify on ${environment}`}
          </Button>
          <ReportButton {...{ release, environment }} />
        </Row>
      )
    case 'push':
      return (
        <Row>
          <Button kind="primary" icon="rocket" onClick={run('rollout.push', { release, environment })}>
            {`Push to ${environment}…`}
          </Button>
          <Button icon="checklist" onClick={run('checklist.open', { release, environment })}>
            Go through the checklist
          </Button>
        </Row>
      )
    case 'rollout':
      return (
        <Row>
          <Button kind="primary" icon="pulse" onClick={run('rollout.open', { release, environment })}>
            Open the rollout
          </Button>
        </Row>
      )
    case 'report':
      return (
        <Row>
          <ReportButton {...{ release, environment }} />
          {standing?.record.state === 'completed' && (
            <Button icon="discard" onClick={run('rollout.rollback', { release, environment })}>
              Roll back…
            </Button>
          )}
        </Row>
      )
    default:
      return null
  }
}

function ReportButton(args: { readonly release: string; readonly environment: string }) {
  return (
    <Button icon="output" onClick={() => void workbench().runCommand('release.report', args)}>
      Open the report
    </Button>
  )
}

const Row = ({ children }: { readonly children: ReactNode }) => (
  <div className="releases-actions">{children}</div>
)

/** Approving, as whoever acts in this window; or as somebody else, where that one may not. */
function Approve({ facts: { standing, environment } }: { readonly facts: ReleaseFacts }) {
  const [reason, setReason] = useState('')
  const who = useSession()?.who
  if (standing === null) return null
  const { release } = standing.record
  const refused = standing.approval.refusals.length > 0
  const approve = () =>
    act(async () => {
      const { state, lacking } = await workbench().host.api.releases.approve({ release, environment, reason })
      workbench().notify({
        severity: 'info',
        message:
          lacking.length === 0
            ? `${release} is ${state} in ${environment}.`
            : `Your approval of ${release} is kept. Lacking: ${lacking.join('; ')}.`,
      })
    })
  return (
    <form
      className="releases-approve"
      onSubmit={(event) => {
        event.preventDefault()
        void approve()
      }}
    >
      {!refused && (
        <TextField
          label="Why, for the record"
          value={reason}
          onChange={setReason}
          placeholder="What you have read, and why it may go on"
        />
      )}
      <div className="releases-actions">
        <Button
          kind="primary"
          type="submit"
          icon="check"
          disabled={refused}
          title={refused ? standing.approval.refusals.join(' ') : undefined}
        >
          {who === undefined ? 'Approve' : `Approve as ${who}`}
        </Button>
        <Button icon="account" onClick={() => void workbench().runCommand('workbench.setWho')}>
          Act as somebody else…
        </Button>
      </div>
    </form>
  )
}
