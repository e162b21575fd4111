import '../preview.css'
import { useState } from 'react'
import type { ConfigExplanation } from '../../../../shared/api/evidence.ts'
import type { ConfigId } from '../../../../shared/config/ids.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { JsonDiff, JsonView } from '../../../ui/json/index.ts'
import { Loading } from '../../../ui/loading.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { SplitView } from '../../../ui/split-view.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { Toolbar } from '../../../ui/toolbar.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { useExplanation, usePreviews, useSnapshots } from '../data.ts'
import { type ExplainInput, openPreview } from '../open.ts'
import { severityTone } from '../words.ts'
import { Customisations } from './customisations.tsx'

/** One config of a preview: before and after, and where each of its settings went. */
export default function ExplainEditor({ input }: { readonly input: ExplainInput }) {
  // It was a config's id when the editor was opened.
  const query = useExplanation(input.preview, input.config as ConfigId)
  return (
    <Loading query={query} label="Running the config anew">
      {(told) => <Explanation told={told} />}
    </Loading>
  )
}

function Explanation({ told }: { readonly told: ConfigExplanation }) {
  return (
    <div className="preview-editor">
      <Head told={told} />
      {told.status === 'migrated' && told.before !== null && told.after !== null ? (
        <SplitView name="config-explain" direction="column" initial={[0.6, 0.4]}>
          <JsonDiff
            before={told.before}
            after={told.after}
            beforeTitle={`Before, ${told.from}`}
            afterTitle={`After, ${told.to}`}
          />
          <Details told={told} />
        </SplitView>
      ) : (
        told.before !== null && <JsonView label="The config" text={told.before} />
      )}
    </div>
  )
}

function Head({ told }: { readonly told: ConfigExplanation }) {
  const { config, tenant, user, agent, from, to, status, shape, preview, error } = told
  const environment = useEnvironmentOf(preview)
  return (
    <header className="preview-head">
      <div className="preview-title">
        <h2>
          Config <span className="preview-id">{config}</span>
        </h2>
        <Toolbar label="What to do with the config">
          <Button icon="beaker" onClick={() => openPreview({ preview }, { agent, to })}>
            Its preview
          </Button>
          {environment !== undefined && (
            <Button
              icon="history"
              onClick={() => void workbench().runCommand('config.open', { environment, config })}
            >
              Its history in {environment}
            </Button>
          )}
        </Toolbar>
      </div>
      <p className="preview-origin">
        {agent} {from} to {to}; tenant <Mono>{tenant}</Mono>, user <Mono>{user}</Mono>
        {shape !== null && (
          <>
            ; shape <Mono>{shape}</Mono>
          </>
        )}{' '}
        <Badge tone={status === 'migrated' ? 'good' : status === 'failed' ? 'bad' : 'neutral'}>
          {status}
        </Badge>
      </p>
      {error && (
        <Callout tone="bad" title="It fails, and is left as it is">
          {error.message} ({error.code})
        </Callout>
      )}
      {!told.as_previewed && (
        <Callout tone="bad" title="This is not what the preview has noted">
          The migration’s code depends on something outside the config, so a push would stop here. Run the
          preview again.
        </Callout>
      )}
      {status === 'unchanged' && (
        <Callout tone="info" title={`It is at ${to} already, so nothing happens.`} />
      )}
      {told.masked.length > 0 && (
        <p className="preview-origin">Values at {told.masked.join(', ')} are stand-ins.</p>
      )}
    </header>
  )
}

/** The environment that the snapshot of a preview was pulled from. */
function useEnvironmentOf(preview: string): string | undefined {
  const snapshot = usePreviews().data?.find((one) => one.preview === preview)?.snapshot
  return useSnapshots().data?.find(({ id }) => id === snapshot)?.environment
}

function Details({ told }: { readonly told: ConfigExplanation }) {
  const [tab, setTab] = useState('settings')
  const { customisations, operations, findings, warnings } = told
  const tabs = [
    { id: 'settings', title: 'Where its settings went', badge: customisations.length },
    { id: 'happens', title: 'What happens', badge: operations.length },
    { id: 'back', title: 'Back again', badge: <Back told={told} /> },
    { id: 'findings', title: 'Findings and warnings', badge: findings.length + warnings.length },
  ]
  return (
    <div className="preview-detail">
      <Tabs label="Parts of the config" tabs={tabs} selected={tab} onSelect={setTab} />
      <div
        className="preview-detail-part"
        role="tabpanel"
        aria-label={tabs.find(({ id }) => id === tab)?.title}
      >
        {tab === 'settings' && <Customisations customisations={customisations} />}
        {tab === 'happens' && (
          <ol className="preview-operations">
            {operations.map((one) => (
              <li key={`${one.step} ${one.outcome} ${one.path} ${one.to ?? ''}`}>{one.words}</li>
            ))}
          </ol>
        )}
        {tab === 'back' && <BackAgain told={told} />}
        {tab === 'findings' && <FindingsAndWarnings told={told} />}
      </div>
    </div>
  )
}

const Back = ({ told: { back_exact } }: { readonly told: ConfigExplanation }) =>
  back_exact ? (
    <Badge tone="good">exact</Badge>
  ) : (
    <Badge tone="warn">{back_exact === null ? 'no way' : 'differs'}</Badge>
  )

function BackAgain({
  told: { before, back, back_exact, back_problem },
}: {
  readonly told: ConfigExplanation
}) {
  if (back_problem !== null) {
    return (
      <Callout tone="warn" title="There is no way back through the steps">
        {back_problem}
      </Callout>
    )
  }
  if (back_exact)
    return <Callout tone="good" title="Back after forward gives the config exactly as it was." />
  if (before === null || back === null) return null
  return <JsonDiff before={before} after={back} afterTitle="Back again" />
}

function FindingsAndWarnings({ told: { findings, warnings } }: { readonly told: ConfigExplanation }) {
  if (findings.length === 0 && warnings.length === 0)
    return <p>Nothing was seen, and its user is warned of nothing.</p>
  return (
    <>
      {warnings.map(({ feature, message }) => (
        <p key={`${feature} ${message}`}>
          <Badge tone="info">the user is warned</Badge> {feature}: {message}
        </p>
      ))}
      {findings.map(({ code, severity, place, message, remedy }) => (
        <p key={`${code} ${place} ${message}`}>
          <Badge tone={severityTone(severity)}>{severity}</Badge> {code} <Mono>{place}</Mono> {message}{' '}
          {remedy}
        </p>
      ))}
    </>
  )
}
