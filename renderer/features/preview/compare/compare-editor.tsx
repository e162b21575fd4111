import '../preview.css'
import type { ReactNode } from 'react'
import type { ComparedPreview, CountsByChange, PreviewComparison } from '../../../../shared/api/evidence.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { Callout } from '../../../ui/callout.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { Section } from '../../../ui/section.tsx'
import { useComparison } from '../data.ts'
import { type CompareInput, openComparison, openPreview, shortId } from '../open.ts'
import { count, fateOf, severityTone } from '../words.ts'
import { type Change, changedEntries } from './changes.ts'

/** What differs between two previews: shapes, losses and findings that came, went, grew or shrank. */
export default function CompareEditor({ input }: { readonly input: CompareInput }) {
  return (
    <Loading query={useComparison(input)} label="Comparing the previews">
      {(comparison) => <Comparison comparison={comparison} />}
    </Loading>
  )
}

function Comparison({ comparison }: { readonly comparison: PreviewComparison }) {
  const { agent, before, after, configs, shapes, losses, findings } = comparison
  return (
    <div className="preview-editor preview-compare">
      <header className="preview-head">
        <div className="preview-title">
          <h2>Two previews of {agent}</h2>
          <Button
            icon="arrow-swap"
            onClick={() => openComparison({ before: after.preview, after: before.preview })}
          >
            Swap
          </Button>
        </div>
        <div className="preview-compared">
          <Compared title="Before" agent={agent} preview={before} />
          <Compared title="After" agent={agent} preview={after} />
        </div>
        <p>
          Of {count(configs.both, 'config')} in both, {configs.same.toLocaleString('en')} have the same result
          and {configs.differing.toLocaleString('en')} another.
        </p>
        {comparison.masks_differ && (
          <Callout tone="warn" title="The snapshots were masked in another way">
            Results differ for that alone.
          </Callout>
        )}
      </header>
      <div className="preview-cards">
        <Changes title="Shapes" counts={shapes} words={(one) => one.summary} />
        <Changes
          title="Losses"
          counts={losses}
          words={(one) => (
            <>
              <Badge tone={fateOf(one.class).tone}>{fateOf(one.class).words}</Badge> <Mono>{one.path}</Mono>
            </>
          )}
        />
        <Changes
          title="Findings"
          counts={findings}
          words={(one) => (
            <>
              <Badge tone={severityTone(one.severity)}>{one.severity}</Badge> {one.code}{' '}
              <Mono>{one.place}</Mono> {one.message}
            </>
          )}
        />
      </div>
    </div>
  )
}

const Compared = ({
  title,
  agent,
  preview: { preview, to, finished_at, configs, digest },
}: {
  readonly title: string
  readonly agent: string
  readonly preview: ComparedPreview
}) => (
  <p>
    <strong>{title}</strong>{' '}
    <Button kind="link" onClick={() => openPreview({ preview }, { agent, to })}>
      {agent} {to}, {shortId(preview)}
    </Button>
    , <RelativeTime iso={finished_at} />: {count(configs, 'config')}, digest{' '}
    <Mono>{digest.slice(0, 12)}</Mono>
  </p>
)

const TONES: Readonly<Record<Change, Tone>> = {
  came: 'info',
  went: 'neutral',
  grew: 'info',
  shrank: 'neutral',
}

function Changes<T extends object>({
  title,
  counts,
  words,
}: {
  readonly title: string
  readonly counts: CountsByChange<T>
  readonly words: (entry: T) => ReactNode
}) {
  const entries = changedEntries(counts)
  return (
    <Section
      title={`${title}: ${entries.length === 0 ? 'nothing has changed' : count(entries.length, 'change')}`}
    >
      {entries.length > 0 && (
        <table className="preview-table" aria-label={title}>
          <thead>
            <tr>
              <th scope="col">Change</th>
              <th scope="col">What</th>
              <th scope="col" className="preview-number">
                before
              </th>
              <th scope="col" className="preview-number">
                after
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ change, entry }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list is told as a whole and never changes
              <tr key={index}>
                <td>
                  <Badge tone={TONES[change]}>{change}</Badge>
                </td>
                <td>{words(entry)}</td>
                <td className="preview-number">{entry.before.toLocaleString('en')}</td>
                <td className="preview-number">{entry.after.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="preview-faint">{counts.same.toLocaleString('en')} are in both in as many configs.</p>
    </Section>
  )
}
