import './releases.css'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReleaseInEnvironment } from '../../../shared/api/releases.ts'
import { failureWords } from '../../hosts/failure.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Loading } from '../../ui/loading.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Tree, type TreeItem } from '../../ui/tree.tsx'
import { useEnvironments } from '../../workbench/environments.ts'
import { workbench } from '../../workbench/workbench.ts'
import { EnvironmentName } from './environment-name.tsx'
import { type AgentReleases, releaseList } from './list.ts'
import { inEnvironment, useDrafts } from './queries.ts'
import { stateIcon, stateTone, stateWords } from './words.ts'

/** Every release by its agent, and how it stands in each environment. */
export function ReleasesView() {
  const environments = useEnvironments()
  const drafts = useDrafts()
  const standing = useQueries({ queries: environments.map(({ name }) => inEnvironment(name)) })
  const [text, setText] = useState('')
  const known = environments.map(({ name }, at) => ({ name, releases: standing[at]?.data ?? [] }))
  return (
    <div className="releases-view">
      <div className="releases-view-head">
        <SearchField label="Find a release" value={text} onChange={setText} />
        <IconButton icon="add" label="New release" onClick={newRelease} />
      </div>
      {environments.map(({ name }, at) => {
        const error = standing[at]?.error
        return error ? (
          <p key={name} className="releases-view-problem">
            <EnvironmentName name={name} />: {failureWords(error).message}
          </p>
        ) : null
      })}
      <Loading query={drafts} label="Reading the releases">
        {(found) => {
          const agents = releaseList(found, known, text)
          if (agents.length > 0) {
            return <Tree label="Releases" items={itemsOf(agents)} onOpen={open} opensParents />
          }
          return text === '' ? (
            <EmptyState
              icon="rocket"
              title="No releases yet"
              action={
                <Button kind="primary" onClick={newRelease}>
                  New release
                </Button>
              }
            >
              A release is made of a finished preview: the migrations, the flow, and the evidence of what they
              do.
            </EmptyState>
          ) : (
            <p className="releases-view-problem">No release is called like that.</p>
          )
        }}
      </Loading>
    </div>
  )
}

const newRelease = () => void workbench().runCommand('release.create')

function open({ id }: TreeItem): void {
  const [release, environment] = id.split(' ')
  if (release?.includes('@')) {
    void workbench().runCommand('release.open', {
      release,
      ...(environment === undefined ? {} : { environment }),
    })
  }
}

const itemsOf = (agents: readonly AgentReleases[]): readonly TreeItem[] =>
  agents.map(({ agent, releases }) => ({
    id: agent,
    label: agent,
    icon: 'robot',
    expanded: true,
    children: releases.map(({ release, version, places }, index) => ({
      id: release,
      label: version,
      icon: places.length === 0 ? stateIcon('draft') : 'rocket',
      ...(places.length === 0 ? { badge: <Badge tone="neutral">draft</Badge> } : {}),
      expanded: index === 0,
      children: places.map(({ environment, found }) => ({
        id: `${release} ${environment}`,
        label: environment,
        icon: stateIcon(found.state),
        description: workedOn(found),
        badge: <Badge tone={stateTone(found.state)}>{stateWords(found.state)}</Badge>,
      })),
    })),
  }))

const workedOn = ({ state, held, failed, remaining }: ReleaseInEnvironment): string =>
  [
    ...(remaining !== null && remaining > 0 && state !== 'completed'
      ? [`${remaining.toLocaleString('en')} left`]
      : []),
    ...(held > 0 ? [`${held.toLocaleString('en')} held`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed`] : []),
  ].join(', ')
