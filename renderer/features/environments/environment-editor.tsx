import './environments.css'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { EnvironmentOverview, ReleaseStanding } from '../../../shared/api/environments.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Section } from '../../ui/section.tsx'
import { Toolbar } from '../../ui/toolbar.tsx'
import {
  chooseEnvironment,
  useChosenEnvironment,
  useEnvironmentLocks,
  useEnvironments,
} from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { DatabaseSection } from './database-section.tsx'
import { DoctorSection } from './doctor-section.tsx'
import { databaseQuery, overviewQuery } from './queries.ts'

/** One environment: what stands in it, its releases, its database, what the doctor says. */
export function EnvironmentEditor({ input }: { readonly input: { readonly environment: string } }) {
  const { environment } = input
  const mark = useEnvironments().find(({ name }) => name === environment)
  const query = useQuery(overviewQuery(environment))
  const database = useQuery(databaseQuery(environment))
  return (
    <div className="environments-page">
      <header className={mark?.protected ? 'environments-head environments-production' : 'environments-head'}>
        <h1>
          <Icon name="server-environment" /> {environment}
        </h1>
        {mark?.protected && <Badge tone="bad">protected</Badge>}
        {mark?.staging && <Badge tone="info">staging</Badge>}
        {mark && <Badge tone="neutral">{mark.kind}</Badge>}
        <Actions environment={environment} isProtected={mark?.protected ?? false} />
      </header>
      <Loading query={query} label={`Asking ${environment}`}>
        {(overview) => <Standing overview={overview} />}
      </Loading>
      {/* Where nothing can be said of it, that has been said; an older schema is mended here. */}
      {(!query.isError || database.isSuccess) && <DatabaseSection environment={environment} />}
      <DoctorSection environment={environment} />
    </div>
  )
}

function Actions({ environment, isProtected }: { environment: string; isProtected: boolean }) {
  const chosen = useChosenEnvironment()
  const locked = useEnvironmentLocks().isLocked(environment)
  const run = (id: string) => void workbench().runCommand(id, { environment })
  return (
    <Toolbar label={`Actions of ${environment}`}>
      {isProtected && (
        <Button
          icon={locked ? 'lock' : 'unlock'}
          onClick={() => run(locked ? 'environment.unlock' : 'environment.lock')}
        >
          {locked ? 'Unlock' : 'Lock'}
        </Button>
      )}
      <Button icon="cloud-download" onClick={() => run('snapshot.pull')}>
        Pull a snapshot
      </Button>
      {chosen?.name !== environment && (
        <Button icon="eye" onClick={() => chooseEnvironment(environment)}>
          Look at this one
        </Button>
      )}
    </Toolbar>
  )
}

function Standing({ overview }: { readonly overview: EnvironmentOverview }) {
  const { versions, releases, workers, failure, environment } = overview
  if (failure) {
    return (
      <Callout tone="bad" title={`${environment} does not answer`}>
        {failure.message}
      </Callout>
    )
  }
  return (
    <>
      <Section title="Configs by version">
        {versions.length === 0 ? (
          <p className="environments-none">There are no configs.</p>
        ) : (
          <VersionBars versions={versions} />
        )}
      </Section>
      <Section title="Releases">
        {releases.length === 0 ? (
          <p className="environments-none">Nothing has been proposed here yet.</p>
        ) : (
          <Releases releases={releases} environment={environment} />
        )}
      </Section>
      {workers.length > 0 && (
        <Section title="Workers">
          <ul className="environments-list">
            {workers.map(({ name, concurrency }) => (
              <li key={name}>
                {name}, {concurrency} at a time
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function VersionBars({ versions }: Pick<EnvironmentOverview, 'versions'>) {
  const most = Math.max(...versions.map(({ configs }) => configs))
  return (
    <Plain head={['Agent', 'Version', 'Configs', '']}>
      {versions.map(({ agent, version, configs }) => (
        <tr key={`${agent} ${version}`}>
          <td>{agent}</td>
          <td>{version}</td>
          <td className="environments-number">{configs.toLocaleString('en')}</td>
          <td className="environments-bar" aria-hidden="true">
            <span style={{ width: `${(configs / most) * 100}%` }} />
          </td>
        </tr>
      ))}
    </Plain>
  )
}

function Releases({ releases, environment }: { releases: readonly ReleaseStanding[]; environment: string }) {
  return (
    <Plain head={['Release', 'State', 'Migrated', 'Held', 'Failed', 'Rolled back', 'Still to do']}>
      {releases.map(({ release, state, migrated, held, failed, rolledBack, remaining }) => (
        <tr key={release}>
          <td>
            <Button
              kind="link"
              onClick={() => void workbench().runCommand('release.open', { release, environment })}
            >
              {release}
            </Button>
          </td>
          <td>{state.replaceAll('_', ' ')}</td>
          {[migrated, held, failed, rolledBack, remaining].map((value, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <td key={index} className="environments-number">
              {value === null ? '' : value.toLocaleString('en')}
            </td>
          ))}
        </tr>
      ))}
    </Plain>
  )
}

function Plain({ head, children }: { head: readonly string[]; children: ReactNode }) {
  return (
    <div className="environments-scroll">
      <table className="environments-table">
        <thead>
          <tr>
            {head.map((title) =>
              title === '' ? (
                <td key="none" />
              ) : (
                <th key={title} scope="col">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
