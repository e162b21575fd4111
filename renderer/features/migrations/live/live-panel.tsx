import './live.css'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { failureWords } from '../../../hosts/failure.ts'
import { Callout } from '../../../ui/callout.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { type Edge, edgeKey } from '../edge.ts'
import { useDraftFacts } from '../new/draft-facts.ts'
import { DraftView } from '../new/draft-view.tsx'
import { examplesQuery } from '../queries.ts'
import { CustomisationsView } from './customisations-view.tsx'
import { ExamplePicker } from './example-picker.tsx'
import { BackView, ExampleView } from './example-view.tsx'
import type { LiveState } from './live-run.ts'
import { StatusLine } from './status-line.tsx'
import { WholeView } from './whole-view.tsx'

export type LivePanelProps = {
  readonly edge: Edge
  readonly live: LiveState
  /** Of the config that is tried; undefined for the default config. */
  readonly config: string | undefined
  readonly onConfig: (config: string | undefined) => void
}

/** What the text does, as it is typed: to one config, and to the whole snapshot. */
export function LivePanel({ edge, live, config, onConfig }: LivePanelProps) {
  const drafted = useDraftFacts((all) => all.get(edgeKey(edge)))
  const [tab, setTab] = useState('example')
  useEffect(() => {
    if (drafted) setTab('draft')
  }, [drafted])
  const [chosen, setChosen] = useState(false)
  const first = useQuery(examplesQuery(edge, ''))
  const offered = first.data?.configs[0]?.config
  useEffect(() => {
    // A real config says more than the default one, until somebody chooses.
    if (!chosen && offered !== undefined) onConfig(offered)
  }, [chosen, offered, onConfig])
  const choose = (one: string | undefined) => {
    setChosen(true)
    onConfig(one)
    if (tab !== 'back' && tab !== 'customisations') setTab('example')
  }
  const { shown, measure } = live
  const id = useId()
  const views: Readonly<Record<string, ReactNode>> = {
    example: <ExampleView example={shown} />,
    back: <BackView example={shown} />,
    customisations: <CustomisationsView example={shown} />,
    whole: <WholeView edge={edge} live={live} reached={first.data?.reached} onExample={choose} />,
    draft: drafted && <DraftView drafted={drafted} />,
  }
  const tabs = [
    { id: 'example', title: 'Example' },
    { id: 'back', title: 'Back' },
    {
      id: 'customisations',
      title: 'Customisations',
      ...(shown?.state === 'migrated' ? { badge: shown.customisationsInAll } : {}),
    },
    { id: 'whole', title: 'Snapshot', ...(measure ? { badge: measure.shapes.length } : {}) },
    ...(drafted ? [{ id: 'draft', title: 'Draft' }] : []),
  ]
  return (
    <section
      className="migrations-live"
      aria-label="What the text does"
      data-busy={live.busy}
      data-example-ms={live.exampleMs === undefined ? undefined : Math.round(live.exampleMs)}
    >
      <ExamplePicker edge={edge} config={config} shapes={measure?.shapes ?? []} onChoose={choose} />
      <StatusLine live={live} />
      {live.failure !== undefined && <Callout tone="bad">{failureWords(live.failure).message}</Callout>}
      <Tabs label="What the text does" tabs={tabs} selected={tab} onSelect={setTab} />
      <div className="migrations-live-body" role="tabpanel" aria-labelledby={id}>
        <span id={id} hidden>
          {tabs.find((one) => one.id === tab)?.title}
        </span>
        {views[tab]}
      </div>
    </section>
  )
}
