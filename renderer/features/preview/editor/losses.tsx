import { useState } from 'react'
import type { PreviewOverview } from '../../../../shared/api/evidence.ts'
import type { LossList, NamedAcceptance } from '../../../../shared/api/losses.ts'
import type { AgentName, Version } from '../../../../shared/config/ids.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import type { ConfigFilter } from '../configs/filter.ts'
import { forgetJudgements, useLosses } from '../data.ts'
import { count, fateOf } from '../words.ts'
import { AcceptDialog } from './accept-dialog.tsx'
import { type LossAtPath, lossesByPath } from './losses-by-path.ts'

type Name = { readonly agent: AgentName; readonly to: Version; readonly preview: string }

/** What users set and lose, path by path: accepted by name here, or taken back. */
export function Losses({
  overview,
  onShowConfigs,
}: {
  readonly overview: PreviewOverview
  readonly onShowConfigs: (filter: ConfigFilter) => void
}) {
  // They came from there as they are.
  const name = { agent: overview.agent as AgentName, to: overview.to as Version, preview: overview.preview }
  return (
    <Loading query={useLosses(name)} label="Reading the losses">
      {(list) => <List name={name} list={list} onShowConfigs={onShowConfigs} />}
    </Loading>
  )
}

function List({
  name,
  list,
  onShowConfigs,
}: {
  readonly name: Name
  readonly list: LossList
  readonly onShowConfigs: (filter: ConfigFilter) => void
}) {
  const [accepting, setAccepting] = useState<LossAtPath>()
  const paths = lossesByPath(list.losses)
  const blocking = paths.filter(({ blocks }) => blocks)
  if (paths.length === 0 && list.forgotten.length === 0 && list.unmet.length === 0) {
    return (
      <EmptyState icon="shield" title="Nothing that users set is lost">
        Every setting is kept, moved or converted.
      </EmptyState>
    )
  }
  return (
    <div className="preview-cards">
      {blocking.length > 0 ? (
        <Callout tone="bad" title={`${count(blocking.length, 'path')} still stand against a proposal`}>
          Settings are dropped there that no step declares. Mend the migration, or accept each loss by name
          with a reason.
        </Callout>
      ) : (
        <Callout tone="good" title="No loss stands against a proposal" />
      )}
      {paths.map((loss) => (
        <Loss
          key={`${loss.path} ${loss.class}`}
          loss={loss}
          onAccept={() => setAccepting(loss)}
          onWithdraw={() => void withdraw(name, loss)}
          onShow={() => onShowConfigs({ path: loss.path })}
        />
      ))}
      <Others title="Accepted, and forgotten" acceptances={list.forgotten}>
        The migration or the default config has changed since, so these fit no more.
      </Others>
      <Others title="Accepted, and not met" acceptances={list.unmet}>
        This preview has no config that loses it.
      </Others>
      {accepting && <AcceptDialog name={name} loss={accepting} onClose={() => setAccepting(undefined)} />}
    </div>
  )
}

function Loss({
  loss,
  onAccept,
  onWithdraw,
  onShow,
}: {
  readonly loss: LossAtPath
  readonly onAccept: () => void
  readonly onWithdraw: () => void
  readonly onShow: () => void
}) {
  const { words, tone } = fateOf(loss.class)
  return (
    <section className="preview-card" aria-label={`Loss of ${loss.path}`}>
      <div className="preview-card-head">
        <Badge tone={loss.blocks ? 'bad' : loss.accepted.length > 0 ? 'info' : tone}>
          {loss.blocks ? 'blocks' : loss.accepted.length > 0 ? 'accepted' : words}
        </Badge>
        <Mono>{loss.path}</Mono>
        <span className="preview-card-count">
          {count(loss.configs, 'config')} in {count(loss.shapes.length, 'shape')}
        </span>
      </div>
      <p>
        {loss.class === 'dropped-silently'
          ? 'What users set there is nowhere in the result, and no step says so.'
          : loss.class === 'dropped'
            ? `A step takes it away and says so${loss.step === null ? '' : ` (${loss.step})`}; it comes back on the way back.`
            : 'There were no runs left to ask the code whether it is kept.'}
      </p>
      {loss.accepted.map(({ who, at, reason, shapes }) => (
        <p key={`${who} ${at} ${reason}`} className="preview-accepted">
          Accepted by {who} <RelativeTime iso={at} /> for {shapes.join(', ')}: “{reason}”
        </p>
      ))}
      <div className="preview-card-actions">
        {loss.blocks && (
          <Button kind="primary" onClick={onAccept}>
            Accept this loss…
          </Button>
        )}
        {loss.accepted.length > 0 && <Button onClick={onWithdraw}>Withdraw the acceptance</Button>}
        <Button kind="link" onClick={onShow}>
          Show configs
        </Button>
      </div>
    </section>
  )
}

const Others = ({
  title,
  acceptances,
  children,
}: {
  readonly title: string
  readonly acceptances: readonly NamedAcceptance[]
  readonly children: string
}) =>
  acceptances.length === 0 ? null : (
    <section className="preview-card" aria-label={title}>
      <strong>{title}</strong>
      <p className="preview-faint">{children}</p>
      <ul>
        {acceptances.map(({ path, shape, who, reason }) => (
          <li key={`${path} ${shape}`}>
            <Mono>{path}</Mono> for {shape}, by {who}: “{reason}”
          </li>
        ))}
      </ul>
    </section>
  )

async function withdraw({ agent, to }: Name, { path, accepted }: LossAtPath): Promise<void> {
  const { confirm, host, notify, notifyFailure } = workbench()
  const yes = await confirm({
    title: `Withdraw the acceptance of ${path}?`,
    detail:
      'The loss then stands against a proposal again, and a release that carries it has to be made anew.',
    action: 'Withdraw',
  })
  if (!yes) return
  try {
    const shapes = accepted.flatMap((one) => one.shapes)
    const { file } = await host.api.losses.withdraw({ agent, to, path, shapes })
    notify({ severity: 'info', message: `Taken out of ${file}. Commit it.` })
    await forgetJudgements()
  } catch (error) {
    notifyFailure(error)
  }
}
