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
import type { Preview, PreviewLoss, Snapshot } from '../ports/snapshots.ts'
import type { WorkspaceFiles } from '../ports/workspace.ts'
import { type PreviewParts, previewBundle } from '../preview.ts'
import { pushRelease, type RolloutParts, type RolloutResult } from '../push.ts'
import { approveRelease, createRelease, proposeRelease } from '../releases.ts'
import { rollBackRelease } from '../rollback.ts'
import { type Original, type Reckoning, reckon, type UserEdit } from './reckoning.ts'
import { countSettings, describeBlocking, firstOf, formatBytes, formatCount, plural } from './words.ts'

export type DemoParts = PreviewParts & {
  readonly files: WorkspaceFiles
  readonly importFlow: (content: Uint8Array, options: FlowImportOptions) => Promise<FlowImportResult>
  readonly migrateDatabase: () => Promise<readonly string[]>
  readonly pull: (agent: AgentName) => Promise<Snapshot>
  /** Once the database has our schema. */
  readonly stores: () => Promise<RolloutParts>
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
  /** Without a name it belongs to the figure before. */
  | {
      readonly kind: 'figure'
      readonly name: string
      readonly value: number
      readonly note?: string
      /** Whether the figure is what one hopes for. */
      readonly tone?: 'good' | 'bad'
    }
  | { readonly kind: 'fact'; readonly name: string; readonly text: string }
  | { readonly kind: 'done'; readonly text: string }
  /** A thing that Crosswalk refused, as it should. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly text: string }

export type DemoResult = {
  readonly tenants: number
  /** `silent_drops` counts settings, `paths` the places at which they stood. */
  readonly careless: { readonly silent_drops: number; readonly paths: number; readonly refused: ErrorCode }
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
const LOSSES_SHOWN = 4

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
    this.#stage(`A new flow arrives: ${AGENT} ${TO}, as Langflow exports it`)
    const { importFlow, material } = this.#parts
    const { name, hash, removed, variables, advice } = await importFlow(await material.newFlow(), {
      ...NAME,
      source: `${AGENT}-${TO}.json`,
      replace: false,
    })
    this.#fact('flow', `${name}, hash ${hash.slice(0, 12)}`)
    this.#figure('secrets removed', removed.length, [...new Set(removed.map((one) => one.reason))].join('; '))
    this.#figure('variables kept', variables.length, firstOf(variables))
    if (advice) {
      const { after, verdict, reasons } = advice
      this.#fact(`beside ${after}`, `a ${verdict} change, for ${plural(reasons.length, 'reason')}`)
    }
  }

  async seed(): Promise<void> {
    const { tenants, seed } = this.#options
    this.#stage('Production: a PostgreSQL with the configs of all tenants')
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
    this.#figure('tenants', tenants)
    for (const [version, count] of [...byVersion].sort()) this.#figure('', count, `at ${version}`)
    this.#figure('settings', settings, 'that users have made their own')
  }

  async pull(): Promise<Snapshot> {
    this.#stage('A snapshot into SQLite: read-only, and of one moment')
    const snapshot = await this.#parts.pull(AGENT)
    this.#figure('configs', snapshot.configs, `${formatBytes(snapshot.bytes)} of JSON`)
    return snapshot
  }

  async careless(snapshot: Snapshot): Promise<DemoResult['careless']> {
    this.#stage('A careless migration: it builds the new config from an empty one')
    const { files, material, previews } = this.#parts
    const stores = await this.#parts.stores()
    await files.write(EDGE, await material.carelessMigration(), 'absent')
    const preview = await this.#preview(snapshot)
    const silent = this.#silentDrops(preview)
    const settings = countSettings(silent)
    this.#figure(
      'dropped silently',
      settings,
      `of users’ settings, at ${plural(silent.length, 'path')} (a list counts once)`,
      'bad',
    )
    for (const loss of silent.slice(0, LOSSES_SHOWN)) this.#figure('', loss.configs, `at ${loss.path}`)
    await createRelease(this.#parts, NAME, { preview: preview.id, notes: '', who: AUTHOR })
    const refused = await this.#refusal(
      () => proposeRelease({ ...this.#parts, ...stores }, NAME, { who: AUTHOR }),
      () => `${formatReleaseName(NAME)} is blocked by ${describeBlocking(previews.findings(preview.id))}`,
    )
    return { silent_drops: settings, paths: silent.length, refused }
  }

  async mend(snapshot: Snapshot): Promise<DemoResult['mended']> {
    this.#stage('The mended migration: everything that users set has its place')
    const { files, material, previews } = this.#parts
    const stores = await this.#parts.stores()
    const careless = await files.read(EDGE)
    await files.write(EDGE, await material.mendedMigration(), careless.etag)
    const preview = await this.#preview(snapshot)
    const shapes = previews.shapes(preview.id)
    const dropped = countSettings(this.#silentDrops(preview))
    const { migrated = 0, exact = 0, differing = 0 } = preview.finished?.counts ?? {}
    this.#figure('dropped silently', dropped, '', dropped === 0 ? 'good' : 'bad')
    this.#figure('there and back', exact, `of ${plural(migrated, 'config')}, exactly as before`)
    const largest = shapes.slice(0, 3).map((shape) => formatCount(shape.configs))
    this.#figure(
      'shapes',
      shapes.length,
      `to read for ${plural(preview.done, 'config')}; largest: ${largest.join(', ')}`,
    )
    this.#fact('digest', preview.finished?.digest.slice(0, 16) ?? '')
    await this.#replaceRelease(preview)
    await proposeRelease({ ...this.#parts, ...stores }, NAME, { who: AUTHOR })
    this.#done(`${formatReleaseName(NAME)} proposed by ${AUTHOR}`)
    await this.#refusal(
      () => approveRelease(stores.releases, NAME, { who: AUTHOR, reason: 'looks good to me' }),
      () => `${AUTHOR} is its author and cannot approve it`,
    )
    await approveRelease(stores.releases, NAME, { who: APPROVER, reason: 'read every shape' })
    this.#done(`approved by ${APPROVER}: read every shape`)
    return { silent_drops: dropped, exact, differing, shapes: shapes.length }
  }

  async push(): Promise<RolloutResult> {
    const half = this.#toEdit.length / 2
    this.#stage(`The push, while ${plural(half, 'user')} ${half === 1 ? 'goes' : 'go'} on editing`)
    const [result] = await Promise.all([
      pushRelease(await this.#parts.stores(), NAME, { ...this.#rollout('Pushing'), wave: 'all' }),
      this.#editAll(this.#toEdit.slice(0, half)),
    ])
    this.#figure('migrated', result.migrated, `in ${result.seconds.toFixed(1)} s`)
    this.#figure('', result.drifted, 'of them edited since the preview, into an approved shape')
    this.#figure('held', result.held, 'edited into a shape that nobody has read, and left alone')
    this.#figure('failed', result.failed)
    await this.#editAll(this.#toEdit.slice(half))
    this.#figure('edited after it', this.#toEdit.length - half, 'configs, in their new form')
    return result
  }

  async rollBack(): Promise<RolloutResult> {
    this.#stage('The rollback')
    const result = await rollBackRelease(await this.#parts.stores(), NAME, this.#rollout('Rolling back'))
    this.#figure('restored', result.restored, `exactly as before, in ${result.seconds.toFixed(1)} s`)
    this.#figure('kept edits', result.kept_edits, 'taken back together with what was edited since the push')
    this.#figure('conflicts', result.conflicts)
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
    const { settings, lost, edits, edits_kept, edits_aside, edits_lost, misplaced } = result
    this.#figure('settings before', settings)
    this.#figure('settings lost', lost, '', lost === 0 ? 'good' : 'bad')
    this.#figure('edits meanwhile', edits)
    this.#figure('edits kept', edits_kept)
    if (edits_aside > 0)
      this.#figure('put aside', edits_aside, 'of things the old version does not have; in the history')
    this.#figure('edits lost', edits_lost, '', edits_lost === 0 ? 'good' : 'bad')
    if (lost + edits_lost + misplaced > 0) fail('demo/settings-lost', { lost, editsLost: edits_lost })
    return result
  }

  #silentDrops(preview: Preview): readonly PreviewLoss[] {
    return this.#parts.previews.losses(preview.id).filter((loss) => loss.class === 'dropped-silently')
  }

  async #preview(snapshot: Snapshot): Promise<Preview> {
    const { signal } = this.#options
    const bundle = await gatherBundle(this.#parts, AGENT, TO, { signal })
    return previewBundle(this.#parts, bundle, {
      snapshot: snapshot.id,
      signal,
      progress: this.#progress('Previewing'),
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

  /** `words` is the refusal in short; its own message may list hundreds of findings. */
  async #refusal(action: () => Promise<unknown>, words: () => string): Promise<ErrorCode> {
    try {
      await action()
    } catch (error) {
      if (!isCrosswalkError(error)) throw error
      this.#options.tell({ kind: 'refused', code: error.code, text: words() })
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
  #figure = (name: string, value: number, note = '', tone?: 'good' | 'bad') =>
    this.#options.tell({ kind: 'figure', name, value, note, ...(tone === undefined ? {} : { tone }) })
  #fact = (name: string, text: string) => this.#options.tell({ kind: 'fact', name, text })
  #done = (text: string) => this.#options.tell({ kind: 'done', text })
}
