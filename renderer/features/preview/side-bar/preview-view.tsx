import '../preview.css'
import { Button } from '../../../ui/button.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { IconButton } from '../../../ui/icon-button.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Section } from '../../../ui/section.tsx'
import { JobProgress } from '../../../workbench/job-progress.tsx'
import { useRunningJobs } from '../../../workbench/jobs.ts'
import { workbench } from '../../../workbench/workbench.ts'
import { usePreviews, useSnapshots } from '../data.ts'
import { PreviewList } from './preview-list.tsx'
import { SnapshotList } from './snapshot-list.tsx'

const run = (command: string, args?: unknown) =>
  void workbench().runCommand(command, args).catch(workbench().notifyFailure)

/** Snapshots and previews of the workspace, and what is under way of either. */
export default function PreviewView() {
  const snapshots = useSnapshots()
  const previews = usePreviews()
  const under = useRunningJobs().filter(({ kind }) => kind === 'snapshot' || kind === 'preview')
  return (
    <div className="preview-side">
      {under.map(({ id, title }) => (
        <div key={id} className="preview-job">
          <div>{title}</div>
          <JobProgress id={id} />
        </div>
      ))}
      <Section
        title="Snapshots"
        collapsible
        actions={
          <IconButton icon="cloud-download" label="Pull a snapshot" onClick={() => run('snapshot.pull')} />
        }
      >
        <Loading query={snapshots}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState
                icon="database"
                title="No snapshot yet"
                action={
                  <Button kind="primary" onClick={() => run('snapshot.pull')}>
                    Pull a snapshot
                  </Button>
                }
              >
                A snapshot copies the configs of an environment into this workspace; production is only read.
              </EmptyState>
            ) : (
              <SnapshotList snapshots={list} />
            )
          }
        </Loading>
      </Section>
      <Section
        title="Previews"
        collapsible
        actions={<IconButton icon="play" label="Run a preview" onClick={() => run('preview.run')} />}
      >
        <Loading query={previews}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState
                icon="beaker"
                title="No preview yet"
                action={
                  <Button kind="primary" onClick={() => run('preview.run')}>
                    Run a preview
                  </Button>
                }
              >
                A preview runs a migration over every config of a snapshot and shows what it does to each.
              </EmptyState>
            ) : (
              <PreviewList previews={list} />
            )
          }
        </Loading>
      </Section>
    </div>
  )
}
