import './audit-panel.css'
import { useQuery } from '@tanstack/react-query'
import type { AuditVerified } from '../../../shared/api/audit.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Mono } from '../../ui/mono.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import { useChosenEnvironment } from '../../workbench/environments.ts'
import { useJobs } from '../../workbench/jobs.ts'
import { workbench } from '../../workbench/workbench.ts'
import { detailWords } from './detail-words.ts'

const SHOWN = 500

/** The newest entries of the chosen environment's audit log. */
export function AuditPanel() {
  const environment = useChosenEnvironment()
  return environment ? <AuditOf environment={environment.name} /> : null
}

function AuditOf({ environment }: { readonly environment: string }) {
  const input = { environment, limit: SHOWN }
  const query = useQuery({
    queryKey: ['audit', 'list', input],
    queryFn: () => workbench().host.api.audit.list(input),
  })
  return (
    <div className="audit-panel">
      <Toolbar label="Audit log">
        <span className="audit-panel-title">{environment}</span>
        <Button icon="verified" onClick={() => void workbench().runCommand('audit.verify')}>
          Verify
        </Button>
        <Button icon="refresh" onClick={() => void query.refetch()}>
          Refresh
        </Button>
        <Verdict environment={environment} />
      </Toolbar>
      <div className="audit-panel-table">
        <Loading query={query} label="Reading the audit log">
          {(lines) =>
            lines.length === 0 ? (
              <EmptyState icon="law" title="Nothing has been recorded yet">
                Proposals, approvals, pushes and whatever else changes {environment} are recorded here.
              </EmptyState>
            ) : (
              <DataTable
                label={`Audit log of ${environment}`}
                rows={lines}
                rowKey={({ id }) => String(id)}
                columns={[
                  { id: 'id', title: '#', width: '48px', align: 'end', cell: ({ id }) => id },
                  {
                    id: 'at',
                    title: 'When',
                    width: '185px',
                    cell: ({ at }) => new Date(at).toLocaleString(),
                  },
                  { id: 'actor', title: 'Who', width: 'minmax(110px, 1fr)', cell: ({ actor }) => actor },
                  { id: 'action', title: 'What', width: 'minmax(125px, 1fr)', cell: ({ action }) => action },
                  { id: 'subject', title: 'Of', width: 'minmax(80px, 1fr)', cell: ({ subject }) => subject },
                  {
                    id: 'detail',
                    title: 'Detail',
                    width: 'minmax(110px, 2fr)',
                    cell: ({ detail }) => <Mono>{detailWords(detail)}</Mono>,
                  },
                ]}
              />
            )
          }
        </Loading>
      </div>
    </div>
  )
}

/** What the last verifying in this environment came to. */
function Verdict({ environment }: { readonly environment: string }) {
  const last = useJobs(({ jobs }) =>
    [...jobs.values()].findLast((job) => job.kind === 'audit' && job.environment === environment),
  )
  if (last?.state !== 'done') return null
  // The result of this kind of job, as the contract has it.
  const { entries, faults, findings } = last.result as AuditVerified
  if (faults === 0) return <Badge tone="good">{entries.toLocaleString('en')} entries fit</Badge>
  return (
    <span title={findings.map(({ message }) => message).join('\n')}>
      <Badge tone="bad">
        {faults} {faults === 1 ? 'fault' : 'faults'}: {findings[0]?.message}
      </Badge>
    </span>
  )
}
