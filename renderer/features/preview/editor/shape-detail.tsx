import { useState } from 'react'
import type { FateReport, ShapeReport } from '../../../../shared/api/evidence.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { Section } from '../../../ui/section.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { useShape } from '../data.ts'
import { openExplanation } from '../open.ts'
import { count, fateOf, severityTone } from '../words.ts'
import { ConfigLink } from './config-link.tsx'
import { Spreads } from './spreads.tsx'

/** Everything that the preview tells of one shape. */
export function ShapeDetail({ preview, shape }: { readonly preview: string; readonly shape: string }) {
  return (
    <Loading query={useShape(preview, shape)} label="Reading the shape">
      {(report) => <Detail preview={preview} report={report} />}
    </Loading>
  )
}

function Detail({ preview, report }: { readonly preview: string; readonly report: ShapeReport }) {
  const [tab, setTab] = useState('happens')
  const { operations, customisations, spreads, outliers, findings } = report
  const tabs = [
    { id: 'happens', title: 'What happens', badge: operations.length },
    { id: 'settings', title: 'Users’ settings', badge: customisations?.length ?? 0 },
    { id: 'values', title: 'Values', badge: spreads?.length ?? 0 },
    { id: 'outliers', title: 'Outliers', badge: outliers?.length ?? 0 },
    { id: 'findings', title: 'Findings', badge: findings.length },
  ]
  const open = (config: string) => openExplanation({ preview, config })
  return (
    <div className="preview-detail">
      <Summary report={report} onOpen={open} />
      <Tabs label="Parts of the shape" tabs={tabs} selected={tab} onSelect={setTab} />
      <div
        className="preview-detail-part"
        role="tabpanel"
        aria-label={tabs.find(({ id }) => id === tab)?.title}
        // A keyboard scrolls it only where it can have the focus.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        tabIndex={0}
      >
        {tab === 'happens' && (
          <ol className="preview-operations">
            {operations.map((one) => (
              <li key={`${one.step} ${one.outcome} ${one.path} ${one.to ?? ''}`}>{one.words}</li>
            ))}
          </ol>
        )}
        {tab === 'settings' && <Fates fates={customisations} configs={report.configs} />}
        {tab === 'values' && <Spreads report={report} />}
        {tab === 'outliers' && <Outliers outliers={outliers} onOpen={open} />}
        {tab === 'findings' && <ShapeFindings findings={findings} />}
      </div>
    </div>
  )
}

function Summary({
  report,
  onOpen,
}: {
  readonly report: ShapeReport
  readonly onOpen: (config: string) => void
}) {
  const { configs, tenants, summary, round_trip, warnings, examples, shape } = report
  return (
    <div className="preview-summary">
      <p>
        <strong>{count(configs, 'config')}</strong>
        {tenants !== null && <> of {count(tenants, 'tenant')}</>}, {summary}. <Mono>{shape}</Mono>
      </p>
      <p>
        {round_trip.differing === 0
          ? 'All of them come back exactly.'
          : `${round_trip.exact.toLocaleString('en')} come back exactly, ${round_trip.differing.toLocaleString('en')} do not.`}
        {warnings.length > 0 && <> Their users are warned of {warnings.join(', ')}.</>}
      </p>
      {examples[0] && (
        <p>
          Example: <ConfigLink config={examples[0].config} onOpen={() => onOpen(examples[0]?.config ?? '')} />
        </p>
      )}
    </div>
  )
}

function Fates({
  fates,
  configs,
}: {
  readonly fates: readonly FateReport[] | null
  readonly configs: number
}) {
  if (fates === null) return <p>This preview is older and does not tell. Run it again.</p>
  if (fates.length === 0)
    return <p>Nobody has set anything here: all of it is as the default config has it.</p>
  return (
    <table className="preview-table">
      <thead>
        <tr>
          <th scope="col">What users set</th>
          <th scope="col">becomes</th>
          <th scope="col">at</th>
          <th scope="col" className="preview-number">
            in configs
          </th>
        </tr>
      </thead>
      <tbody>
        {fates.map((fate) => {
          const { words, tone } = fateOf(fate.class)
          return (
            <tr key={`${fate.path} ${fate.class} ${fate.to} ${fate.step} ${fate.together}`}>
              <td>
                <Mono>{fate.path}</Mono>
              </td>
              <td>
                <Badge tone={tone}>{words}</Badge>
              </td>
              <td>
                {[fate.to, ...fate.also].filter(Boolean).map((place) => (
                  <Mono key={place}>{place}</Mono>
                ))}
              </td>
              <td
                className="preview-number"
                title={
                  fate.together
                    ? 'at too many keys to tell them one by one: each config counts once for each'
                    : `of ${count(configs, 'config')}`
                }
              >
                {fate.configs.toLocaleString('en')}
                {fate.together && ' times'}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Outliers({
  outliers,
  onOpen,
}: {
  readonly outliers: ShapeReport['outliers']
  readonly onOpen: (config: string) => void
}) {
  if (outliers === null) return <p>This preview is older and does not tell. Run it again.</p>
  if (outliers.length === 0) return <p>No config stands out.</p>
  return (
    <table className="preview-table">
      <thead>
        <tr>
          <th scope="col">Config</th>
          <th scope="col" className="preview-number">
            places that change
          </th>
          <th scope="col" className="preview-number">
            settings of its user
          </th>
        </tr>
      </thead>
      <tbody>
        {outliers.map(({ config, places, customised }) => (
          <tr key={config}>
            <td>
              <ConfigLink config={config} onOpen={() => onOpen(config)} />
            </td>
            <td className="preview-number">{places.toLocaleString('en')}</td>
            <td className="preview-number">{customised.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const ShapeFindings = ({ findings }: Pick<ShapeReport, 'findings'>) =>
  findings.length === 0 ? (
    <p>The checks saw nothing here.</p>
  ) : (
    findings.map((one) => (
      <Section key={`${one.code} ${one.place} ${one.message}`} title={`${one.code} ${one.place}`}>
        <p>
          <Badge tone={severityTone(one.severity)}>{one.severity}</Badge> {one.message}
          {!one.certain && ' It may be about other shapes alone.'}
        </p>
        <p>{one.remedy}</p>
      </Section>
    ))
  )
