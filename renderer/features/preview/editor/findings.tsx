import type { PreviewOverview } from '../../../../shared/api/evidence.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { Mono } from '../../../ui/mono.tsx'
import type { ConfigFilter } from '../configs/filter.ts'
import { count, severityTone } from '../words.ts'

/** What the checks saw, with what to do about it. */
export function Findings({
  findings,
  onShowConfigs,
}: Pick<PreviewOverview, 'findings'> & { readonly onShowConfigs: (filter: ConfigFilter) => void }) {
  if (findings.length === 0) {
    return (
      <EmptyState icon="pass" title="The checks saw nothing">
        Every result fits the schema, no setting is lost silently, and everything comes back as it was.
      </EmptyState>
    )
  }
  return (
    <div className="preview-cards">
      {findings.map(({ code, severity, place, message, remedy, configs }) => (
        <section key={`${code} ${place} ${message}`} className="preview-card" aria-label={`${code} ${place}`}>
          <div className="preview-card-head">
            <Badge tone={severityTone(severity)}>{severity}</Badge>
            <strong>{code}</strong>
            <Mono>{place}</Mono>
            <span className="preview-card-count">
              {configs > 0 && (
                <Button kind="link" onClick={() => onShowConfigs({ finding: { code, place } })}>
                  {count(configs, 'config')}
                </Button>
              )}
            </span>
          </div>
          <p>{message}</p>
          <p className="preview-faint">{remedy}</p>
        </section>
      ))}
    </div>
  )
}
