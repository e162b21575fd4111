import type { ReleaseStanding } from '../../../shared/api/releases.ts'
import { Button } from '../../ui/button.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Section } from '../../ui/section.tsx'
import { useEnvironmentLocks } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { act, started } from './act.ts'

const PUBLISHABLE = new Set(['approved', 'verified', 'rolling_out', 'paused', 'completed'])

/** Whether the environment's Langflow has the flow of the release, and the button that puts it there. */
export function LangflowSection({ standing }: { readonly standing: ReleaseStanding }) {
  const { isLocked } = useEnvironmentLocks()
  const { langflow, environment, record } = standing
  if (!langflow.configured) return null
  const { published } = langflow
  const locked = isLocked(environment)
  const why = locked
    ? `Unlock ${environment} first`
    : PUBLISHABLE.has(record.state)
      ? undefined
      : 'It has to be approved before'
  const publish = () =>
    act(async () => {
      const { release } = record
      const asked = { release, environment, edits: 'keep' } as const
      started(`Publishing the flow of ${release}`, await workbench().host.api.releases.publish(asked))
    })
  return (
    <Section title="Langflow">
      <p className="releases-hint">
        {published === null ? (
          'The flow of this version is not there yet. Published, it stands beside the versions that are in use.'
        ) : (
          <>
            {published.langflow} has it since <RelativeTime iso={published.publishedAt} />, by{' '}
            {published.publishedBy}.
          </>
        )}
      </p>
      <Button icon="cloud-upload" disabled={why !== undefined} title={why} onClick={publish}>
        {published === null ? 'Publish the flow' : 'Publish it again'}
      </Button>
    </Section>
  )
}
