import type { AgentName, Version } from '../../../shared/config/ids.ts'
import { generateTenants } from '../../../shared/config/sample/index.ts'
import { formatReleaseName, type ReleaseName } from '../../../shared/release/name.ts'
import { gatherBundle } from '../bundles.ts'
import type { Preview } from '../ports/snapshots.ts'
import { previewBundle } from '../preview.ts'
import { pushRelease } from '../push.ts'
import { approveRelease, createRelease, proposeRelease } from '../releases.ts'
import type { DemoOptions, DemoParts } from './run-demo.ts'
import { countSettings } from './words.ts'

export type StageOptions = DemoOptions & {
  readonly environment: string
  readonly author: string
  readonly approver: string
}

const OTHERS = ['content', 'paid_ads', 'audience_intelligence'] as const
/** Of the tenants of the story: how many have each of the other agents. */
const SHARE = 0.25

const ROLLING = { agent: 'seo' as AgentName, version: '1.2.0' as Version }
const PROPOSED = { agent: 'content' as AgentName, version: '1.1.0' as Version }
const PREVIEWED = { agent: 'audience_intelligence' as AgentName, version: '1.1.0' as Version }

/**
 * Leaves work under way where `runDemo` has ended, for somebody who looks around: a rollout whose first wave bakes, a
 * release that waits for its approval, a preview in which users lose something.
 */
export async function setStage(parts: DemoParts, options: StageOptions): Promise<void> {
  const { tell, environment, approver, signal } = options
  const stores = await parts.stores()
  tell({ kind: 'stage', title: 'Work under way, to be gone on with' })
  await addTenants(parts, options)

  await propose(parts, ROLLING, options)
  await approveRelease(stores.releases, ROLLING, { who: approver, reason: 'read every shape' })
  const { migrated } = await pushRelease(stores, ROLLING, { environment, who: approver, signal, wave: 1 })
  tell({
    kind: 'figure',
    name: 'rolling out',
    value: migrated,
    note: `configs in the first wave of ${formatReleaseName(ROLLING)}, which bakes`,
  })

  const { done } = await propose(parts, PROPOSED, options)
  tell({
    kind: 'figure',
    name: 'proposed',
    value: done,
    note: `configs for ${formatReleaseName(PROPOSED)}, which waits for an approval`,
  })

  const preview = await previewOf(parts, PREVIEWED, options)
  const losses = parts.previews.losses(preview.id).filter((loss) => loss.class.startsWith('dropped'))
  tell({
    kind: 'figure',
    name: 'losses',
    value: countSettings(losses),
    note: `of users’ settings, in a preview of ${formatReleaseName(PREVIEWED)}`,
  })
}

async function addTenants(parts: DemoParts, { tenants, seed }: StageOptions): Promise<void> {
  const count = Math.ceil(tenants * SHARE)
  for (const [index, agent] of OTHERS.entries()) {
    const versions = { '1.0.0': 1 }
    await parts.application.add(generateTenants({ seed: seed + 10 + index, tenants: count, agent, versions }))
  }
}

async function propose(parts: DemoParts, name: ReleaseName, options: StageOptions): Promise<Preview> {
  const { author: who } = options
  const preview = await previewOf(parts, name, options)
  await createRelease(parts, name, { preview: preview.id, notes: '', who })
  await proposeRelease({ ...parts, ...(await parts.stores()) }, name, { who })
  return preview
}

async function previewOf(
  parts: DemoParts,
  { agent, version }: ReleaseName,
  { signal, progress }: StageOptions,
): Promise<Preview> {
  const snapshot = await parts.pull(agent)
  const bundle = await gatherBundle(parts, agent, version, { signal })
  const label = 'Previewing'
  return previewBundle(parts, bundle, {
    snapshot: snapshot.id,
    signal,
    progress: (event) => progress({ label, ...event }),
  })
}
