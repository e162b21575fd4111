import { customisations } from '../../../shared/config/customisations.ts'
import type { AgentName, ConfigId, Version } from '../../../shared/config/ids.ts'
import { editConfig, generateTenants, Random } from '../../../shared/config/sample/index.ts'
import { type ErrorCode, fail, isCrosswalkError } from '../../../shared/errors/index.ts'
import { readJson } from '../../../shared/json/read.ts'
import type { JsonObject } from '../../../shared/json/value.ts'
import { writeJson } from '../../../shared/json/write.ts'
import { formatReleaseName } from '../../../shared/release/name.ts'
import { gatherBundle } from '../bundles.ts'
import type { FlowImportOptions, FlowImportResult } from '../flows.ts'
import type { DemoApplication, DemoMaterial } from '../ports/demo.ts'
import type { ReleaseStore } from '../ports/releases.ts'
import type { RolloutStore } from '../ports/rollouts.ts'
import type { Sandbox } from '../ports/sandbox.ts'
import type { Preview, PreviewStore, Snapshot, SnapshotStore } from '../ports/snapshots.ts'
import type { WorkspaceFiles } from '../ports/workspace.ts'
import { previewBundle } from '../preview.ts'
import { pushRelease, type RolloutResult } from '../push.ts'
import { approveRelease, createRelease, proposeRelease } from '../releases.ts'
import { rollBackRelease } from '../rollback.ts'
import { type Original, type Reckoning, reckon, type UserEdit } from './reckoning.ts'

export type DemoParts = {
  readonly files: WorkspaceFiles
  readonly importFlow: (content: Uint8Array, options: FlowImportOptions) => Promise<FlowImportResult>
  readonly migrateDatabase: () => Promise<readonly string[]>
  readonly pull: (agent: AgentName) => Promise<Snapshot>
  readonly snapshots: SnapshotStore
  readonly previews: PreviewStore
  readonly sandbox: Sandbox
  /** Once the database has our schema. */
  readonly stores: () => Promise<{
    readonly releases: ReleaseStore
    readonly rollouts: RolloutStore
    readonly sandbox: Sandbox
  }>
  readonly application: DemoApplication
  readonly material: DemoMaterial
}

export type DemoOptions = {
  readonly tenants: number
  readonly seed: number
  readonly signal: AbortSignal
  /** What is going on: the heading of a stage, then its lines as they come. */
  readonly tell: (event: DemoEvent) => void
  readonly progress: (event: {
    readonly label: string
    readonly done: number
    readonly total: number
  }) => void
}

export type DemoEvent =
  | { readonly kind: 'stage'; readonly title: string }
  | { readonly kind: 'line'; readonly text: string }
  /** A thing that Crosswalk refused, as it should. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly text: string }

export type DemoResult = {
  readonly tenants: number
  readonly careless: { readonly silent_drops: number; readonly configs: number; readonly refused: ErrorCode }
  readonly mended: {
    readonly silent_drops: number
    readonly exact: number
    readonly differing: number
    readonly shapes: number
  }
  readonly push: RolloutResult
  readonly rollback: RolloutResult
  readonly reckoning: Reckoning
  readonly seconds: number
}

const AGENT = 'seo' as AgentName
const TO = '2.0.0' as Version
const NAME = { agent: AGENT, version: TO }
const EDGE = { kind: 'migration', agent: AGENT, from: '1.2.0' as Version, to: TO } as const
const VERSIONS = { '1.0.0': 2, '1.1.0': 3, '1.2.0': 5 }
const AUTHOR = 'ann@example.com'
const APPROVER = 'bob@example.com'
const EDIT_SHARE = 0.1

/**
 * The whole story on real parts, from a flow export to a rolled-back release, with users at work meanwhile.
 * Ends with a reckoning that is computed from what is in the database. Raises `demo/settings-lost` where it
 * does not come out even.
 */
export async function runDemo(parts: DemoParts, options: DemoOptions): Promise<DemoResult> {
  const started = performance.now()
  const demo = new Demo(parts, options)
  await demo.importFlow()
  await demo.seed()
  const snapshot = await demo.pull()
  const careless = await demo.careless(snapshot)
  const mended = await demo.mend(snapshot)
  const push = await demo.push()
  const rollback = await demo.rollBack()
  const reckoning = await demo.reckon()
  const seconds = Math.round(performance.now() - started) / 1000
  return { tenants: options.tenants, careless, mended, push, rollback, reckoning, seconds }
}

class Demo {
  readonly #parts: DemoParts
  readonly #options: DemoOptions
  readonly #random: Random
  readonly #originals = new Map<ConfigId, Original>()
  readonly #edits: UserEdit[] = []
  readonly #toEdit: ConfigId[] = []

  constructor(parts: DemoParts, options: DemoOptions) {
    this.#parts = parts
    this.#options = options
    this.#random = new Random(options.seed + 1)
  }

  async importFlow(): Promise<void> {
    this.#stage(`A new flow: ${AGENT} ${TO}, as Langflow exports it`)
    const { importFlow, material } = this.#parts
    const result = await importFlow(await material.newFlow(), {
      ...NAME,
      source: `${AGENT}-${TO}.json`,
      replace: false,
    })
    this.#line(
      `${result.name}, hash ${result.hash.slice(0, 12)}, variables ${result.variables.join(', ') || 'none'}`,
    )
    this.#line(
      `${count(result.removed.length, 'secret')} removed before anything was written${result.removed.map((one) => `; ${one.reason}`).join('')}`,
    )
    if (result.advice) this.#line(`Beside ${result.advice.after} it is a ${result.advice.verdict} change`)
  }

  async seed(): Promise<void> {
    const { tenants, seed } = this.#options
    this.#stage(`Production: a PostgreSQL with ${count(tenants, 'tenant')}`)
    await this.#parts.migrateDatabase()
    const configs = [...generateTenants({ seed, tenants, agent: 'seo', versions: VERSIONS })]
    await this.#parts.application.seed(configs)
    const byVersion = new Map<string, number>()
    let settings = 0
    for (const { configId, config, flowVersion } of configs) {
      const defaults = (
        await this.#parts.files.read({ kind: 'defaults', agent: AGENT, version: flowVersion })
      ).value
      this.#originals.set(configId, { config, version: flowVersion, defaults })
      settings += customisations(config, defaults).length
      byVersion.set(flowVersion, (byVersion.get(flowVersion) ?? 0) + 1)
    }
    const share = Math.round(tenants * EDIT_SHARE)
    this.#toEdit.push(...this.#random.some([...this.#originals.keys()], share * 2))
    this.#line(
      [...byVersion]
        .sort()
        .map(([version, configs]) => `${configs} at ${version}`)
        .join(', '),
    )
    this.#line(`${count(settings, 'setting')} that users have made their own`)
  }

  async pull(): Promise<Snapshot> {
    this.#stage('A snapshot in SQLite, read-only and at one point in time')
    const snapshot = await this.#parts.pull(AGENT)
    this.#line(
      `${snapshot.id}: ${count(snapshot.configs, 'config')}, ${(snapshot.bytes / 1e6).toFixed(1)} MB`,
    )
    return snapshot
  }

  async careless(snapshot: Snapshot): Promise<DemoResult['careless']> {
    this.#stage('A careless migration 1.2.0 to 2.0.0: builds the new config from an empty one')
    const { files, material, previews } = this.#parts
    const stores = await this.#parts.stores()
    await files.write(EDGE, await material.carelessMigration(), 'absent')
    const preview = await this.#preview(snapshot)
    const silent = previews.losses(preview.id).filter((loss) => loss.class === 'dropped-silently')
    const configs = Math.max(0, ...silent.map((loss) => loss.configs))
    this.#line(
      `${count(silent.length, 'path')} at which users' settings would be dropped silently, among them:`,
    )
    for (const loss of silent.slice(0, 5)) this.#line(`  ${loss.path} (${count(loss.configs, 'config')})`)
    await createRelease(this.#parts, NAME, { preview: preview.id, notes: '', who: AUTHOR })
    const refused = await this.#refusal(() =>
      proposeRelease({ ...this.#parts, ...stores }, NAME, { who: AUTHOR }),
    )
    return { silent_drops: silent.reduce((sum, loss) => sum + loss.configs, 0), configs, refused }
  }

  async mend(snapshot: Snapshot): Promise<DemoResult['mended']> {
    this.#stage('The mended migration: everything that users set has its place')
    const { files, material, previews } = this.#parts
    const stores = await this.#parts.stores()
    const careless = await files.read(EDGE)
    await files.write(EDGE, await material.mendedMigration(), careless.etag)
    const preview = await this.#preview(snapshot)
    const shapes = previews.shapes(preview.id)
    const silent = previews.losses(preview.id).filter((loss) => loss.class === 'dropped-silently')
    this.#line(
      `${count(silent.length, 'silent drop')}; back after forward exact for ${preview.finished?.counts.exact} of ${preview.finished?.counts.migrated}`,
    )
    this.#line(
      `${count(preview.done, 'config')} in ${count(shapes.length, 'shape')}: ${shapes
        .slice(0, 3)
        .map((shape) => shape.configs)
        .join(', ')}${shapes.length > 3 ? ', …' : ''}`,
    )
    this.#line(`digest ${preview.finished?.digest.slice(0, 16)}`)
    await this.#replaceRelease(preview)
    await proposeRelease({ ...this.#parts, ...stores }, NAME, { who: AUTHOR })
    this.#line(`${formatReleaseName(NAME)} proposed by ${AUTHOR}`)
    await this.#refusal(() =>
      approveRelease(stores.releases, NAME, { who: AUTHOR, reason: 'looks good to me' }),
    )
    await approveRelease(stores.releases, NAME, { who: APPROVER, reason: 'read every shape' })
    this.#line(`Approved by ${APPROVER}`)
    return {
      silent_drops: silent.length,
      exact: preview.finished?.counts.exact ?? 0,
      differing: preview.finished?.counts.differing ?? 0,
      shapes: shapes.length,
    }
  }

  async push(): Promise<RolloutResult> {
    const half = this.#toEdit.length / 2
    this.#stage(`The push, while ${count(half, 'user')} go on editing`)
    const [result] = await Promise.all([
      pushRelease(await this.#parts.stores(), NAME, this.#rollout('push')),
      this.#editAll(this.#toEdit.slice(0, half)),
    ])
    this.#line(
      `${count(result.migrated, 'config')} migrated in ${result.seconds.toFixed(1)} s; ${result.drifted} had changed since the preview and went on by their approved shape`,
    )
    this.#line(`${result.held} held, ${result.failed} failed`)
    await this.#editAll(this.#toEdit.slice(half))
    this.#line(`${count(this.#toEdit.length - half, 'user')} edit their new configs`)
    return result
  }

  async rollBack(): Promise<RolloutResult> {
    this.#stage('The rollback')
    const result = await rollBackRelease(await this.#parts.stores(), NAME, this.#rollout('rollback'))
    this.#line(
      `${result.restored} restored exactly, ${result.kept_edits} taken back with their edits, ${count(result.conflicts, 'conflict')}, in ${result.seconds.toFixed(1)} s`,
    )
    return result
  }

  async reckon(): Promise<Reckoning> {
    this.#stage('The reckoning, from what is in the database now')
    const { application } = this.#parts
    const ids = this.#edits.map((edit) => edit.id)
    const result = reckon(
      this.#originals,
      await application.all(),
      this.#edits,
      await application.pastStates(ids),
    )
    this.#line(`settings before       ${result.settings}`)
    this.#line(`settings lost         ${result.lost}`)
    this.#line(`edits meanwhile       ${result.edits}`)
    this.#line(`edits kept            ${result.edits_kept}`)
    if (result.edits_aside > 0)
      this.#line(
        `edits put aside       ${result.edits_aside} (of things that the old version does not have; in the history)`,
      )
    this.#line(`edits lost            ${result.edits_lost}`)
    if (result.lost + result.edits_lost + result.misplaced > 0) {
      fail('demo/settings-lost', { lost: result.lost, editsLost: result.edits_lost })
    }
    return result
  }

  async #preview(snapshot: Snapshot): Promise<Preview> {
    const { signal } = this.#options
    const bundle = await gatherBundle(this.#parts, AGENT, TO, { signal })
    return previewBundle(this.#parts, bundle, {
      snapshot: snapshot.id,
      signal,
      progress: this.#progress('preview'),
    })
  }

  // The careless release was a draft: its file gives way, as an author would have it.
  async #replaceRelease(preview: Preview): Promise<void> {
    await createRelease(this.#parts, NAME, {
      preview: preview.id,
      notes: 'Flat integrations',
      who: AUTHOR,
      replaceDraft: true,
    })
  }

  async #editAll(ids: readonly ConfigId[]): Promise<void> {
    for (const id of ids) {
      this.#options.signal.throwIfAborted()
      await this.#parts.application.edit(id, ({ text, version }) => {
        const { config, path, before, after } = editConfig(readJson(text) as JsonObject, this.#random)
        this.#edits.push({ id, version, path, before, after })
        return writeJson(config)
      })
    }
  }

  async #refusal(action: () => Promise<unknown>): Promise<ErrorCode> {
    try {
      await action()
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      this.#options.tell({ kind: 'refused', code: error.code, text: error.message })
      return error.code
    }
    throw new TypeError('what had to be refused was not')
  }

  #rollout(label: string) {
    const { signal } = this.#options
    return { environment: 'demo', who: APPROVER, signal, progress: this.#progress(label) }
  }

  #progress = (label: string) => (event: { done: number; total: number }) =>
    this.#options.progress({ label, ...event })
  #stage = (title: string) => this.#options.tell({ kind: 'stage', title })
  #line = (text: string) => this.#options.tell({ kind: 'line', text })
}

const count = (number: number, one: string): string =>
  `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`
