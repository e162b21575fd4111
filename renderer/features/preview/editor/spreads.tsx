import type { ShapeReport, SpreadReport } from '../../../../shared/api/evidence.ts'
import { BarChart } from '../../../ui/charts/bar-chart.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { count } from '../words.ts'
import { bySpreadPath } from './spread-pairs.ts'

/** Values shown of a place: the most frequent; the rest is told by its number. */
const SHOWN = 6

/** How the values of each place are spread before and after, side by side. */
export function Spreads({ report }: { readonly report: ShapeReport }) {
  const { spreads, spreads_left_out: leftOut, customisations } = report
  // Where users have set something, the evidence says where it went.
  const went = new Map(customisations?.map(({ path, to }) => [path, to]))
  if (spreads === null) return <p>This preview is older and does not tell. Run it again.</p>
  if (spreads.length === 0) return <p>No value changes.</p>
  return (
    <>
      {bySpreadPath(spreads).map(({ path, before, after }) => (
        <section key={path} className="preview-spread" aria-label={path}>
          <h4>
            <Mono>{path}</Mono>
          </h4>
          <div className="preview-spread-sides">
            <Side title="Before" path={path} spread={before} nothing="Nothing stood there." />
            <Side title="After" path={path} spread={after} nothing={nothingAfter(went.get(path))} />
          </div>
        </section>
      ))}
      {leftOut > 0 && (
        <p>{count(leftOut, 'more place')} change as well; their values are told for each config.</p>
      )}
    </>
  )
}

const nothingAfter = (to: string | null | undefined): string =>
  to ? `Nothing stands there: it went to ${to}.` : 'Nothing stands there.'

function Side({
  title,
  path,
  spread,
  nothing,
}: {
  readonly title: string
  readonly path: string
  readonly spread: SpreadReport | undefined
  readonly nothing: string
}) {
  if (spread === undefined) {
    return (
      <div>
        <h5>{title}</h5>
        <p className="preview-faint">{nothing}</p>
      </div>
    )
  }
  const { top, distinct, missing, min, max } = spread
  const rest =
    distinct === null
      ? 'and many more'
      : distinct > SHOWN
        ? `and ${count(distinct - SHOWN, 'more value')}`
        : ''
  return (
    <div>
      <h5>{title}</h5>
      <BarChart
        label={`${title}: values at ${path}`}
        unit="configs"
        bars={[
          ...top.slice(0, SHOWN).map(({ value, count }) => ({ id: value, label: value, value: count })),
          ...(missing > 0
            ? [{ id: 'missing', label: 'has none', value: missing, tone: 'neutral' as const }]
            : []),
        ]}
      />
      <p className="preview-faint">
        {[rest, min !== null && max !== null && min !== max ? `numbers from ${min} to ${max}` : '']
          .filter(Boolean)
          .join('; ')}
      </p>
    </div>
  )
}
