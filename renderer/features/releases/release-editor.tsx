import './releases.css'
import type { ReleaseDraft, ReleaseStanding } from '../../../shared/api/releases.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Timeline } from '../../ui/charts/timeline.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Mono } from '../../ui/mono.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import type { EditorHandle } from '../../workbench/contribution.ts'
import { useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { chooseIn, useChosen } from './chosen.ts'
import { EnvironmentName } from './environment-name.tsx'
import { EvidenceView } from './evidence.tsx'
import type { ReleaseInput } from './inputs.ts'
import { LangflowSection } from './langflow.tsx'
import { NextCard } from './next-card.tsx'
import { useDraft, useStanding } from './queries.ts'
import { StageRail } from './stage-rail.tsx'
import type { ReleaseFacts } from './stages.ts'
import { VerificationView } from './verification.tsx'
import { actionWords, stateTone, stateWords } from './words.ts'

/** A release from its draft to its end: the stages, what is missing for the next one, and the evidence for it. */
export function ReleaseEditor({ input }: { readonly input: ReleaseInput; readonly editor: EditorHandle }) {
  const { release } = input
  const environments = useEnvironments()
  const chosen = useChosen(release) ?? input.environment
  const choose = (name: string) => chooseIn(release, name)
  const environment = chosen ?? (environments.find(({ staging }) => staging) ?? environments[0])?.name
  const mark = environments.find(({ name }) => name === environment)
  const staging = mark?.protected ? environments.filter((one) => one.staging).map(({ name }) => name) : []
  const draft = useDraft(release)
  const standing = useStanding(release, environment)
  const onStaging = useStanding(release, staging[0])
  return (
    <div className="releases-editor" data-production={mark?.protected || undefined}>
      <header className="releases-head">
        <h1>{release}</h1>
        {standing.data && (
          <Badge tone={stateTone(standing.data.record.state)}>{stateWords(standing.data.record.state)}</Badge>
        )}
        <span className="releases-grow" />
        {environment !== undefined && <Links {...{ release, environment }} />}
      </header>
      {environment !== undefined && (
        <Tabs
          label="Environments"
          tabs={environments.map(({ name }) => ({ id: name, title: name, badge: <Mark name={name} /> }))}
          selected={environment}
          onSelect={choose}
        />
      )}
      <Loading query={draft} label="Reading the release">
        {(known) =>
          environment === undefined ? null : (
            <Loading query={standing} label={`Asking ${environment}`}>
              {(there) => (
                <ReleaseIn
                  draft={known}
                  standing={there}
                  facts={{
                    environment,
                    isStaging: mark?.staging ?? false,
                    draft: known,
                    standing: there,
                    staging,
                    verified: verifiedBy(onStaging.data, there),
                  }}
                />
              )}
            </Loading>
          )
        }
      </Loading>
    </div>
  )
}

function Mark({ name }: { readonly name: string }) {
  const mark = useEnvironments().find((one) => one.name === name)
  return mark?.protected ? (
    <i className="codicon codicon-shield releases-environment" role="img" aria-label="protected" />
  ) : null
}

/** The newest of what staging says of itself, and of what was carried over. */
function verifiedBy(
  staging: ReleaseStanding | null | undefined,
  here: ReleaseStanding | null,
): ReleaseFacts['verified'] {
  const digest = here?.record.digest ?? staging?.record.digest
  const found = [staging?.evidence, here?.evidence].filter((one) => one != null && one.digest === digest)
  const newest = found.sort((a, b) => Date.parse(b?.at ?? '') - Date.parse(a?.at ?? ''))[0]
  return newest == null ? 'missing' : newest.passed ? 'passed' : 'failed'
}

function Links(args: { readonly release: string; readonly environment: string }) {
  const run = (command: string) => () => void workbench().runCommand(command, args)
  return (
    <Toolbar label="Views of the release">
      <Button icon="pulse" onClick={run('rollout.open')}>
        Rollout
      </Button>
      <Button icon="checklist" onClick={run('checklist.open')}>
        Checklist
      </Button>
      <Button icon="output" onClick={run('release.report')}>
        Report
      </Button>
    </Toolbar>
  )
}

type ReleaseInProps = {
  readonly draft: ReleaseDraft | null
  readonly standing: ReleaseStanding | null
  readonly facts: ReleaseFacts
}

function ReleaseIn({ draft, standing, facts }: ReleaseInProps) {
  const other = standing !== null && draft !== null && standing.record.digest !== draft.digest
  const accepted = standing?.record.accepted ?? draft?.accepted ?? []
  return (
    <>
      <StageRail facts={facts} />
      {other && standing.record.state !== 'rolled_back' && (
        <Callout
          tone="warn"
          title={`${facts.environment} has other contents under this name than the workspace`}
        >
          There it is <Mono>{standing.record.digest.slice(0, 12)}</Mono>, here{' '}
          <Mono>{draft.digest.slice(0, 12)}</Mono>. What was proposed does not change: give the new contents
          another version.
        </Callout>
      )}
      <NextCard facts={facts} />
      <div className="releases-columns">
        <div>
          <Section title="What is in it">
            <AboutRelease draft={draft} standing={standing} />
          </Section>
          <EvidenceView
            release={standing?.record.release ?? draft?.release ?? ''}
            {...{ standing, draft, accepted }}
          />
        </div>
        <div>
          {standing && standing.approval.rules.length > 0 && (
            <Section title="Who has to approve it">
              <ul className="releases-list">
                {standing.approval.rules.map(({ name, count, approvers }) => (
                  <li key={name}>
                    <strong>{name}</strong>: {count} of{' '}
                    {approvers.length === 0 ? 'whoever may approve there' : approvers.join(', ')}
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {standing?.evidence && <VerificationView evidence={standing.evidence} />}
          {standing && <LangflowSection standing={standing} />}
          {standing && standing.timeline.length > 0 && (
            <Section title={`What happened in ${facts.environment}`}>
              <Timeline
                label={`What happened in ${facts.environment}`}
                entries={standing.timeline.map((entry, at) => ({
                  id: `${at}`,
                  at: entry.at,
                  who: entry.who,
                  title: actionWords(entry.action),
                  detail: Object.entries(entry.detail)
                    .map(
                      ([name, value]) =>
                        `${name.replaceAll('_', ' ')}: ${name === 'sha256' ? value.slice(0, 12) : value}`,
                    )
                    .join(' · '),
                }))}
              />
            </Section>
          )}
        </div>
      </div>
    </>
  )
}

function AboutRelease({ draft, standing }: Omit<ReleaseInProps, 'facts'>) {
  const { record } = standing ?? {}
  const about = record ?? draft
  if (!about) return null
  const openPreview = () => void workbench().runCommand('preview.open', { preview: draft?.preview })
  const compare = () =>
    void workbench().runCommand('flow.compare', {
      agent: about.agent,
      before: draft?.path.at(-1)?.from,
      after: about.version,
    })
  return (
    <>
      <KeyValue
        rows={[
          { key: 'Author', value: about.author },
          { key: 'Made', value: <RelativeTime iso={about.createdAt} /> },
          ...(about.notes === '' ? [] : [{ key: 'Notes', value: about.notes }]),
          ...(draft
            ? [
                { key: 'Class', value: draft.class },
                {
                  key: 'Migrations',
                  value: draft.path.map(({ from, to, summary }) => (
                    <div key={`${from} ${to}`}>
                      {from} → {to}
                      {summary && `: ${summary}`}
                    </div>
                  )),
                },
              ]
            : []),
          { key: 'Digest', value: <Mono>{about.digest}</Mono> },
          ...(record ? [{ key: 'Digest of its preview', value: <Mono>{record.previewDigest}</Mono> }] : []),
          ...(record ? [{ key: 'In', value: <EnvironmentName name={standing?.environment ?? ''} /> }] : []),
          ...(record?.previewedAt
            ? [{ key: 'Previewed', value: <RelativeTime iso={record.previewedAt} /> }]
            : []),
          ...(record?.approvals ?? []).map(({ approver, reason, approvedAt }) => ({
            key: 'Approved by',
            value: (
              <>
                {approver}, <RelativeTime iso={approvedAt} />
                {reason && `: ${reason}`}
              </>
            ),
          })),
        ]}
      />
      {draft && (
        <div className="releases-actions">
          <Button icon="beaker" onClick={openPreview}>
            Open its preview
          </Button>
          {draft.flow === 'in the release' && (
            <Button icon="diff" onClick={compare}>
              What changes in the flow
            </Button>
          )}
        </div>
      )}
    </>
  )
}
