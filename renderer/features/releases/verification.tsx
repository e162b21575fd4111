import type { ReleaseEvidence } from '../../../shared/api/releases.ts'
import { Badge } from '../../ui/badge.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'

/** What was looked at on staging, and how it was found. */
export function VerificationView({ evidence }: { readonly evidence: ReleaseEvidence }) {
  const { environment, passed, checks, who, at } = evidence
  return (
    <Section title={`Verified on ${environment}`}>
      <p className="releases-hint">
        <Badge tone={passed ? 'good' : 'bad'}>{passed ? 'it held' : 'it did not hold'}</Badge> {who},{' '}
        <RelativeTime iso={at} />
      </p>
      <ul className="releases-list">
        {checks.map(({ name, ok, detail, seconds }) => (
          <li key={name}>
            <div className="releases-finding">
              <Badge tone={ok ? 'good' : 'bad'}>{ok ? 'holds' : 'fails'}</Badge>
              <span>{name}</span>
            </div>
            <div className="releases-hint">
              {detail} ({seconds} s)
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}
