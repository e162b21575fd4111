import type { PreviewOverview } from '../../../../shared/api/evidence.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { Toolbar } from '../../../ui/toolbar.tsx'
import { workbench } from '../../../workbench/workbench.ts'
import { useSnapshots } from '../data.ts'
import { count } from '../words.ts'

/** What was previewed and how it went, in figures, with what to do next. */
export function Head({
  overview,
  onFailed,
  onFindings,
}: {
  readonly overview: PreviewOverview
  readonly onFailed: () => void
  readonly onFindings: () => void
}) {
  const { preview, agent, to, configs, migrated, unchanged, failed, digest, findings, round_trip } = overview
  const blocking = findings.filter(({ severity }) => severity === 'blocking').length
  const run = (command: string, args: object) =>
    void workbench().runCommand(command, args).catch(workbench().notifyFailure)
  return (
    <header className="preview-head">
      <div className="preview-title">
        <h2>
          {agent} to {to}
        </h2>
        <Toolbar label="What to do with the preview">
          <Button
            kind="primary"
            icon="package"
            disabled={blocking > 0}
            title={blocking > 0 ? `${count(blocking, 'finding')} would block its proposal` : undefined}
            onClick={() => run('release.create', { agent, to, preview })}
          >
            Create release
          </Button>
          <Button
            icon="refresh"
            onClick={() => run('preview.run', { agent, to, snapshot: overview.snapshot })}
          >
            Run again
          </Button>
          <Button icon="git-compare" onClick={() => run('preview.compare', { preview })}>
            Compare
          </Button>
        </Toolbar>
      </div>
      <p className="preview-origin">
        <Origin snapshot={overview.snapshot} versions={overview.versions} />, run{' '}
        <RelativeTime iso={overview.finished_at} />.{' '}
        <span className="preview-digest">
          Digest <Mono>{digest.slice(0, 12)}</Mono>
          <IconButton icon="copy" label="Copy the whole digest" onClick={() => copy(digest)} />
        </span>
      </p>
      {overview.masked.length > 0 && (
        <p className="preview-origin">
          Masked: values at {overview.masked.join(', ')} are stand-ins of the same type.
        </p>
      )}
      <ul className="preview-figures" aria-label="Figures">
        <Figure value={configs} name="configs" />
        <Figure value={migrated} name="migrated" tone="good" />
        <Figure value={unchanged} name="unchanged" />
        <Figure value={failed} name="failed" tone="bad" onOpen={onFailed} />
        <Figure value={round_trip.exact} name="come back exactly" tone="good" />
        <Figure value={round_trip.differing} name="differ on the way back" tone="warn" />
        <Figure
          value={blocking}
          name={blocking === 1 ? 'finding blocks' : 'findings block'}
          tone="bad"
          onOpen={onFindings}
        />
      </ul>
    </header>
  )
}

function Origin({ snapshot, versions }: Pick<PreviewOverview, 'snapshot' | 'versions'>) {
  const of = useSnapshots().data?.find(({ id }) => id === snapshot)
  const from = versions.flatMap(({ version }) => (version === null ? [] : [version])).join(', ')
  return (
    <>
      From {from || 'no version that can be read'}, over the snapshot{' '}
      {of ? (
        <>
          of {of.environment} taken <RelativeTime iso={of.takenAt} />
          {of.old && <Old />}
        </>
      ) : (
        <Mono>{snapshot}</Mono>
      )}
    </>
  )
}

const Old = () => (
  <span className="preview-old">
    <Badge tone="warn">old</Badge>
  </span>
)

type Tone = 'good' | 'warn' | 'bad'

/** A figure is coloured only where there is something to see: a zero is grey whatever it counts. */
function Figure({
  value,
  name,
  tone,
  onOpen,
}: {
  readonly value: number
  readonly name: string
  readonly tone?: Tone
  readonly onOpen?: () => void
}) {
  const shown = (
    <>
      <strong>{value.toLocaleString('en')}</strong> <span>{name}</span>
    </>
  )
  return (
    <li className={value > 0 && tone ? `preview-figure preview-${tone}` : 'preview-figure'}>
      {onOpen && value > 0 ? (
        <button type="button" onClick={onOpen}>
          {shown}
        </button>
      ) : (
        shown
      )}
    </li>
  )
}

function copy(text: string): void {
  navigator.clipboard
    .writeText(text)
    .then(
      () => workbench().notify({ severity: 'info', message: 'The digest is on the clipboard.' }),
      workbench().notifyFailure,
    )
}
