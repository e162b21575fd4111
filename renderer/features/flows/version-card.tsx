import type { FlowLine, FlowStep } from '../../../shared/api/flows.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { KeyValue } from '../../ui/key-value.tsx'
import { workbench } from '../../workbench/workbench.ts'
import { exportFlow } from './export.ts'
import { openDiffEditor, openFlowEditor } from './open.ts'
import { adviceText } from './verdict.ts'

/** What is known of the version that is selected, and what can be done with it. */
export function VersionCard({
  line,
  step,
}: {
  readonly line: FlowLine
  readonly step: FlowStep | undefined
}) {
  const { agent, version, record, problem } = line
  return (
    <section className="flows-version" aria-label={`${agent} ${version}`}>
      <h3>{`${agent} ${version}`}</h3>
      {problem !== undefined && <Callout tone="bad">{problem}</Callout>}
      {record && (
        <>
          <div className="flows-version-actions">
            <Button icon="go-to-file" onClick={() => openFlowEditor(line)}>
              Open
            </Button>
            {step && (
              <>
                <Button icon="git-compare" onClick={() => openDiffEditor({ agent, ...step })}>
                  {`Compare with ${step.before}`}
                </Button>
                <Button
                  icon="arrow-swap"
                  onClick={() =>
                    void workbench().runCommand('migration.new', { agent, from: step.before, to: step.after })
                  }
                >
                  New migration
                </Button>
              </>
            )}
            <Button icon="desktop-download" onClick={() => void exportFlow(line)}>
              Export
            </Button>
          </div>
          {record.changelog !== '' && <p>{record.changelog}</p>}
          {step && <p className="flows-muted">{adviceText(step.advice, step)}</p>}
          <KeyValue
            rows={[
              { key: 'Name', value: record.name },
              { key: 'Components', value: record.components },
              { key: 'Variables', value: record.required_variables },
              { key: 'Data sources', value: record.data_sources.join(', ') || 'none' },
            ]}
          />
        </>
      )}
    </section>
  )
}
