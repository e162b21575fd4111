import '../preview.css'
import { useEffect, useState } from 'react'
import type { PreviewOverview } from '../../../../shared/api/evidence.ts'
import { Loading } from '../../../ui/loading.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import type { EditorHandle } from '../../../workbench/contribution.ts'
import type { ConfigFilter } from '../configs/filter.ts'
import { usePreview } from '../data.ts'
import type { PreviewInput } from '../open.ts'
import { ConfigsTab } from './configs-tab.tsx'
import { Findings } from './findings.tsx'
import { Head } from './head.tsx'
import { Losses } from './losses.tsx'
import { Shapes } from './shapes.tsx'

/** What a preview found: its shapes, losses, findings and every config. */
export default function PreviewEditor({
  input,
  editor,
}: {
  readonly input: PreviewInput
  readonly editor: EditorHandle
}) {
  const query = usePreview(input.preview)
  const { agent, to } = query.data ?? {}
  useEffect(() => {
    if (agent !== undefined) editor.setTitle(`Preview ${agent} ${to}`)
  }, [agent, to, editor])
  return (
    <Loading query={query} label="Reading the preview">
      {(overview) => <Preview overview={overview} />}
    </Loading>
  )
}

const FAILED: ConfigFilter = { status: 'failed' }
const ALL: ConfigFilter = {}

type TabId = 'shapes' | 'losses' | 'findings' | 'configs' | 'failed'

function Preview({ overview }: { readonly overview: PreviewOverview }) {
  const [tab, setTab] = useState<TabId>('shapes')
  const [filter, setFilter] = useState<ConfigFilter>(ALL)
  const { preview, shapes, findings, failed, configs } = overview
  const lossPlaces = new Set(findings.filter(({ code }) => LOSSES.has(code)).map(({ place }) => place)).size
  const tabs = [
    { id: 'shapes', title: 'Shapes', badge: shapes.length },
    { id: 'losses', title: 'Losses', badge: lossPlaces },
    { id: 'findings', title: 'Findings', badge: findings.length },
    { id: 'configs', title: 'Configs', badge: configs },
    ...(failed > 0 ? [{ id: 'failed', title: 'Failed', badge: failed }] : []),
  ]
  const showConfigs = (wanted: ConfigFilter) => {
    setFilter(wanted)
    setTab('configs')
  }
  return (
    <div className="preview-editor">
      <Head overview={overview} onFailed={() => setTab('failed')} onFindings={() => setTab('findings')} />
      <Tabs
        label="Parts of the preview"
        tabs={tabs}
        selected={tab}
        // The tabs above are the only ones.
        onSelect={(id) => setTab(id as TabId)}
      />
      <div className="preview-part" role="tabpanel" aria-label={tabs.find(({ id }) => id === tab)?.title}>
        {tab === 'shapes' && <Shapes overview={overview} />}
        {tab === 'losses' && <Losses overview={overview} onShowConfigs={showConfigs} />}
        {tab === 'findings' && <Findings findings={findings} onShowConfigs={showConfigs} />}
        {tab === 'configs' && (
          <ConfigsTab key={JSON.stringify(filter)} overview={overview} initial={filter} fixed={[]} />
        )}
        {tab === 'failed' && (
          <ConfigsTab key={preview} overview={overview} initial={FAILED} fixed={['status', 'path']} />
        )}
      </div>
    </div>
  )
}

/** Of findings that something which users set is lost: silently, by declaration, for all that is known. */
const LOSSES: ReadonlySet<string> = new Set(['CW201', 'CW208', 'CW213'])
