import './tenants.css'
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Loading } from '../../ui/loading.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Select } from '../../ui/select.tsx'
import { VirtualList } from '../../ui/virtual-list.tsx'
import { useChosenEnvironment, useEnvironments } from '../../workbench/environments.ts'
import { type Place, useFound, useSnapshots } from './data.ts'
import { openConfig } from './open.ts'
import { useSearch } from './search.ts'

/** How long nobody has to type before the search begins. */
const PAUSE_MS = 250

/** Finds a config by the beginning of its id, its tenant's or its user's. */
export default function TenantsView() {
  const { place: asked, text } = useSearch()
  const environments = useEnvironments()
  const snapshots = (useSnapshots().data ?? []).filter(({ state }) => state === 'complete')
  const chosen = useChosenEnvironment()?.name
  const key = asked ?? (chosen === undefined ? undefined : `environment ${chosen}`)
  const options = [
    ...environments.map(({ name }) => ({ value: `environment ${name}`, label: name })),
    ...snapshots.map(({ id, agent, environment, takenAt }) => ({
      value: `snapshot ${id}`,
      label: `${agent} in ${environment}, snapshot of ${takenAt.slice(0, 16).replace('T', ' ')}`,
    })),
  ]
  const patient = usePatience(text)
  return (
    <div className="tenants-side">
      <div className="tenants-asked">
        <Select
          label="Look in"
          value={key ?? ''}
          options={options}
          onChange={(place) => useSearch.setState({ place })}
        />
        <SearchField
          label="Find a tenant"
          placeholder="Id of a tenant, user or config"
          value={text}
          onChange={(text) => useSearch.setState({ text })}
        />
      </div>
      {key !== undefined && (
        <Found place={placeOf(key)} environment={environmentOf(key, snapshots)} text={patient} />
      )}
    </div>
  )
}

const placeOf = (key: string): Place => {
  const name = key.slice(key.indexOf(' ') + 1)
  return key.startsWith('snapshot ') ? { snapshot: name } : { environment: name }
}

/** Where a config that was found is opened: a snapshot's in the environment that it was pulled from. */
const environmentOf = (
  key: string,
  snapshots: readonly { readonly id: string; readonly environment: string }[],
): string => {
  const place = placeOf(key)
  if ('environment' in place) return place.environment
  return snapshots.find(({ id }) => id === place.snapshot)?.environment ?? ''
}

function usePatience(text: string): string {
  const [patient, setPatient] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPatient(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return patient
}

function Found({
  place,
  environment,
  text,
}: {
  readonly place: Place
  readonly environment: string
  readonly text: string
}) {
  const query = useFound(place, text)
  return (
    <Loading query={query} label="Looking">
      {({ pages }) => {
        const configs = pages.flatMap((page) => page.configs)
        if (configs.length === 0) {
          return (
            <EmptyState icon="search-stop" title="No config begins like that">
              Search by the beginning of a tenant’s, a user’s or a config’s id: hexadecimal digits and
              hyphens.
            </EmptyState>
          )
        }
        return (
          <>
            <VirtualList
              label="Configs that were found"
              items={configs}
              rowHeight={60}
              itemKey={({ config }) => config}
              textOf={({ tenant }) => tenant}
              onOpen={({ config }) => openConfig({ environment, config })}
              onSelect={({ config }) => openConfig({ environment, config })}
              renderRow={({ config, tenant, user, agent, version }) => (
                <div className="tenants-found">
                  <strong>
                    {agent} {version}
                  </strong>
                  <Line name="tenant" id={tenant} text={text} />
                  {startsWith(user, text) ? (
                    <Line name="user" id={user} text={text} />
                  ) : (
                    <Line name="config" id={config} text={text} />
                  )}
                </div>
              )}
            />
            {query.hasNextPage && (
              <div className="tenants-more">
                <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  More
                </Button>
              </div>
            )}
          </>
        )
      }}
    </Loading>
  )
}

const startsWith = (id: string, text: string): boolean =>
  text !== '' && id.startsWith(text.trim().toLowerCase())

const Line = ({ name, id, text }: { readonly name: string; readonly id: string; readonly text: string }) => {
  const length = startsWith(id, text) ? text.trim().length : 0
  return (
    <div className="tenants-id" title={`${name} ${id}`}>
      <span className="tenants-name">{name}</span>
      <span>
        <mark>{id.slice(0, length)}</mark>
        {id.slice(length)}
      </span>
    </div>
  )
}
