import { useState } from 'react'
import type {
  ReleaseDraft,
  ReleaseFinding,
  ReleasePreview,
  ReleaseShape,
  ReleaseStanding,
} from '../../../shared/api/releases.ts'
import type { AcceptedLoss } from '../../../shared/review/acceptance-form.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { BarChart } from '../../ui/charts/bar-chart.tsx'
import { StackedBar } from '../../ui/charts/stacked-bar.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Mono } from '../../ui/mono.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { workbench } from '../../workbench/workbench.ts'
import { useReleasePreview } from './queries.ts'
import { amount } from './words.ts'

type Props = {
  readonly release: string
  readonly standing: ReleaseStanding | null
  readonly draft: ReleaseDraft | null
  readonly accepted: readonly AcceptedLoss[]
}

/** What to read before approving: what becomes of the configs, what is lost and who accepted that, what the checks saw. */
export function EvidenceView({ release, standing, draft, accepted }: Props) {
  const [tab, setTab] = useState('shapes')
  const preview = useReleasePreview(release)
  const findings = preview.data?.findings ?? []
  const shapes = standing?.shapes ?? preview.data?.shapes ?? []
  const blocking = findings.filter(({ severity }) => severity === 'blocking').length
  return (
    <Section title="Evidence">
      <Loading query={preview} label="Reading the evidence">
        {(found) => (found === null ? <NoPreview /> : <Outcome preview={found} />)}
      </Loading>
      <Tabs
        label="Evidence"
        tabs={[
          { id: 'shapes', title: 'Shapes', ...badge(shapes.length) },
          { id: 'losses', title: 'Accepted losses', ...badge(accepted.length) },
          {
            id: 'findings',
            title: 'Findings',
            ...(blocking > 0
              ? { badge: <Badge tone="bad">{`${blocking} blocking`}</Badge> }
              : badge(findings.length)),
          },
        ]}
        selected={tab}
        onSelect={setTab}
      />
      <div className="releases-tab" role="tabpanel" aria-label="Evidence">
        {tab === 'shapes' && <Shapes {...{ shapes, draft }} />}
        {tab === 'losses' && <Losses accepted={accepted} />}
        {tab === 'findings' && <Findings findings={findings} />}
      </div>
    </Section>
  )
}

const badge = (count: number) => (count > 0 ? { badge: count } : {})

const NoPreview = () => (
  <p className="releases-hint">
    The preview that it was made with is on another machine. The shapes and the losses below came with the
    proposal.
  </p>
)

function Outcome({
  preview: { configs, migrated, unchanged, failed, masked, round_trip },
}: {
  readonly preview: ReleasePreview
}) {
  return (
    <>
      <StackedBar
        label={`What the preview did to ${amount(configs)}`}
        unit="configs"
        parts={[
          { id: 'migrated', label: 'Migrated', value: migrated, tone: 'good' },
          { id: 'unchanged', label: 'Unchanged', value: unchanged, tone: 'neutral' },
          { id: 'failed', label: 'Failed', value: failed, tone: 'bad' },
        ]}
      />
      <p className="releases-hint">
        Back after forward gave {amount(round_trip.exact)} exactly as before
        {round_trip.differing === 0 ? '.' : `, and ${amount(round_trip.differing)} not.`}
        {masked.length > 0 && ` Values at ${masked.join(', ')} were stand-ins.`}
      </p>
    </>
  )
}

/** What was proposed is what an approval covers; before that, what the preview says. */
function Shapes({ shapes, draft }: Pick<Props, 'draft'> & { readonly shapes: readonly ReleaseShape[] }) {
  if (shapes.length === 0) return <p className="releases-hint">No config of the snapshot changes.</p>
  const open = () => void workbench().runCommand('preview.open', { preview: draft?.preview })
  return (
    <BarChart
      label="Shapes that an approval covers"
      unit="configs"
      bars={shapes.map(({ shape, summary, configs }) => ({
        id: shape,
        label: summary,
        value: configs,
        detail: <Mono>{shape}</Mono>,
      }))}
      {...(draft ? { onOpen: open } : {})}
    />
  )
}

function Losses({ accepted }: Pick<Props, 'accepted'>) {
  if (accepted.length === 0) {
    return <p className="releases-hint">No setting of a user is lost silently, and none by acceptance.</p>
  }
  return (
    <ul className="releases-list">
      {accepted.map(({ path, shape, configs, who, at, reason }) => (
        <li key={`${path} ${shape}`}>
          <div>
            <Mono>{path}</Mono> in {amount(configs)} of shape <Mono>{shape}</Mono>
          </div>
          <div className="releases-hint">
            Accepted by {who}, <RelativeTime iso={at} />: {reason}
          </div>
        </li>
      ))}
    </ul>
  )
}

const TONES: Readonly<Record<string, Tone>> = { blocking: 'bad', warning: 'warn' }

function Findings({ findings }: { readonly findings: readonly ReleaseFinding[] }) {
  if (findings.length === 0) return <p className="releases-hint">The checks have found nothing.</p>
  return (
    <ul className="releases-list">
      {findings.map(({ code, severity, place, message, remedy, configs }) => (
        <li key={`${code} ${place} ${message}`}>
          <div className="releases-finding">
            <Badge tone={TONES[severity] ?? 'neutral'}>{severity}</Badge>
            <Mono>{code}</Mono>
            <span>{message}</span>
          </div>
          <div className="releases-hint">
            {configs > 0 && `${amount(configs)}. `}
            {remedy}
          </div>
        </li>
      ))}
    </ul>
  )
}
