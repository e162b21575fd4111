import type { ConfigId } from '../config/ids.ts'
import { type Finding, finding, type PreviewFindingCode } from './findings.ts'
import type { PreviewOutput } from './preview-config.ts'
import type { Shape, ShapeId } from './shape.ts'
import {
  detailsOf,
  type ShapeDetails,
  ShapeEvidence,
  type ShapeMember,
  type ShapeState,
} from './shape-evidence.ts'
import { summarise } from './words.ts'

export type ShapeCount = {
  readonly id: ShapeId
  readonly shape: Shape
  readonly example: ConfigId
  readonly configs: number
}

/** Classes of customisations that did not come through, or not for certain. */
export type LossClass = 'dropped' | 'dropped-silently' | 'unproven'

export type Loss = {
  readonly path: string
  readonly class: LossClass
  readonly step: string | null
  readonly shapes: readonly ShapeId[]
  readonly configs: number
}

type Counts = {
  configs: number
  migrated: number
  unchanged: number
  failed: number
  exact: number
  differing: number
  customised: number
}

type LossCount = { path: string; class: LossClass; step: string | null; shapes: ShapeId[]; configs: number }
type Lost = { path: string; class: LossClass; configs: number }
type FindingCount = { code: PreviewFindingCode; place: string; detail: string; configs: number }

/** What a tally has gathered so far, as plain data, so that it can be sent and a cut preview goes on with it. */
export type TallyState = {
  readonly counts: Readonly<Counts>
  readonly shapes: readonly ShapeState[]
  readonly losses: readonly Readonly<LossCount>[]
  /** Losses at one path, whatever the step: what the findings count. */
  readonly lost: readonly Readonly<Lost>[]
  readonly findings: readonly Readonly<FindingCount>[]
}

const NO_COUNTS: Readonly<Counts> = {
  configs: 0,
  migrated: 0,
  unchanged: 0,
  failed: 0,
  exact: 0,
  differing: 0,
  customised: 0,
}

const FINDINGS_PER_CODE = 200

/** Adds up the evidence of many configs in memory that grows with the shapes and paths, not with the configs. */
export class PreviewTally {
  readonly #counts: Counts = { ...NO_COUNTS }
  readonly #shapes = new Map<ShapeId, ShapeEvidence>()
  readonly #losses = new Map<string, LossCount>()
  readonly #lost = new Map<string, Lost>()
  readonly #findings = new Map<string, FindingCount>()
  readonly #perCode = new Map<string, number>()

  /** Begins anew, or goes on from what `state` gave. */
  constructor(state?: TallyState) {
    if (state) this.merge(state)
  }

  get counts(): Readonly<Counts> {
    return this.#counts
  }

  /**
   * One config with its evidence. `shape` is known by now: each process of the sandbox tells it once. `member` is
   * what its shape is described by.
   */
  add(id: ConfigId, output: PreviewOutput, shape: Shape | undefined, member?: Omit<ShapeMember, 'id'>): void {
    this.#counts.configs++
    if (output.status === 'unchanged') {
      this.#counts.unchanged++
      return
    }
    this.#counts.migrated++
    this.#counts.customised += output.customised
    const evidence = this.#shape(output.shapeId, shape)
    if (member) evidence.add({ id, ...member })
    else evidence.count(id)
    // The items of a list have one path: a config counts once for it, whatever took them away.
    for (const loss of distinct(output.losses, ({ path, class: kind, step }) => [path, kind, step])) {
      const { path, step = null } = loss
      this.#addLoss({ path, class: loss.class as LossClass, step, shapes: [output.shapeId], configs: 1 })
    }
    for (const { path, class: kind } of distinct(output.losses, (one) => [one.path, one.class])) {
      this.#addLost({ path, class: kind as LossClass, configs: 1 })
    }
    for (const { path, problem } of distinct(output.problems, (one) => [one.path, one.problem]))
      this.#find('CW202', path, problem)
    if (!output.repeats) this.#find('CW203', '')
    for (const path of output.secretsRead ?? []) this.#find('CW214', path)
    if (output.roundTrip.exact) {
      this.#counts.exact++
      return
    }
    this.#counts.differing++
    if (output.roundTrip.problem !== undefined) this.#find('CW207', '', output.roundTrip.problem)
    for (const path of output.roundTrip.differs) this.#find('CW206', path)
  }

  /** One config that could not be migrated. */
  addFailure(error: { readonly code: string; readonly message: string }): void {
    this.#counts.configs++
    this.#counts.failed++
    const ofData = error.code.startsWith('config/') || error.code.startsWith('json/')
    this.#find(ofData ? 'CW205' : 'CW204', error.code, error.message)
  }

  /** Adds what another tally has gathered of other configs. */
  merge(state: TallyState): void {
    for (const key of Object.keys(this.#counts) as (keyof Counts)[]) this.#counts[key] += state.counts[key]
    for (const shape of state.shapes) this.#shape(shape.id, shape.shape).merge(shape)
    for (const loss of state.losses) this.#addLoss(loss)
    for (const lost of state.lost) this.#addLost(lost)
    for (const { code, place, detail, configs } of state.findings) this.#find(code, place, detail, configs)
  }

  /** What `merge` takes. Later changes of the tally do not show in it. */
  get state(): TallyState {
    return {
      counts: { ...this.#counts },
      shapes: [...this.#shapes.values()].map((one) => one.state),
      losses: [...this.#losses.values()].map((one) => ({ ...one, shapes: [...one.shapes] })),
      lost: [...this.#lost.values()].map((one) => ({ ...one })),
      findings: [...this.#findings.values()].map((one) => ({ ...one })),
    }
  }

  /** The form of a shape that was met. */
  shapeOf(id: ShapeId): Shape | undefined {
    return this.#shapes.get(id)?.shape
  }

  shapes(): readonly (ShapeCount & { summary: string })[] {
    return [...this.#shapes.values()]
      .map(({ state: { id, shape, example, configs } }) => ({
        id,
        shape,
        example,
        configs,
        summary: summarise(shape),
      }))
      .sort((a, b) => b.configs - a.configs || (a.id < b.id ? -1 : 1))
  }

  /** What a review shows of a shape. */
  details(id: ShapeId): ShapeDetails | undefined {
    const found = this.#shapes.get(id)
    return found && detailsOf(found.state)
  }

  losses(): readonly Loss[] {
    return [...this.#losses]
      .sort(([x, a], [y, b]) => b.configs - a.configs || (x < y ? -1 : 1))
      .map(([, loss]) => ({ ...loss, shapes: loss.shapes.toSorted() }))
  }

  /** All findings, blocking ones first. */
  findings(): readonly Finding[] {
    const found: Finding[] = [...this.#findings.values()].map(({ code, place, detail, configs }) =>
      finding(code, place, configs, detail),
    )
    for (const { path, class: kind, configs } of this.#lost.values()) {
      found.push(finding(LOSS_FINDINGS[kind], path, configs))
    }
    for (const { shape, configs } of this.#shapes.values()) {
      // Several steps may find the same place occupied: a config counts once for it.
      for (const { outcome, path } of distinct(shape.operations, (one) => [one.outcome, one.path])) {
        if (outcome === 'occupied') found.push(finding('CW209', path, configs))
        if (outcome === 'unmapped') found.push(finding('CW210', path, configs))
      }
      for (const feature of shape.warnings) found.push(finding('CW211', feature, configs))
    }
    return merged(found)
  }

  #shape(id: ShapeId, shape: Shape | undefined): ShapeEvidence {
    const known = this.#shapes.get(id)
    if (known) return known
    if (!shape) throw new TypeError(`nobody told what shape ${id} is`)
    const evidence = new ShapeEvidence(id, shape)
    this.#shapes.set(id, evidence)
    return evidence
  }

  #addLoss({ path, class: kind, step, shapes, configs }: Readonly<LossCount>): void {
    const key = JSON.stringify([path, kind, step])
    const known = this.#losses.get(key)
    if (!known) {
      this.#losses.set(key, { path, class: kind, step, shapes: [...shapes], configs })
      return
    }
    known.configs += configs
    for (const shape of shapes) if (!known.shapes.includes(shape)) known.shapes.push(shape)
  }

  #addLost({ path, class: kind, configs }: Readonly<Lost>): void {
    const key = JSON.stringify([path, kind])
    const known = this.#lost.get(key)
    if (known) known.configs += configs
    else this.#lost.set(key, { path, class: kind, configs })
  }

  // Messages of authored code may differ from config to config: past a limit they are counted together.
  #find(code: PreviewFindingCode, place: string, detail = '', configs = 1): void {
    const key = JSON.stringify([code, place, detail])
    const known = this.#findings.get(key)
    if (known) {
      known.configs += configs
      return
    }
    const count = this.#perCode.get(code) ?? 0
    if (count < FINDINGS_PER_CODE) {
      this.#perCode.set(code, count + 1)
      this.#findings.set(key, { code, place, detail, configs })
      return
    }
    const others = { code, place: 'others', detail: 'too many different places to list' }
    const rest = JSON.stringify([code, others.place, others.detail])
    const counted = this.#findings.get(rest)
    if (counted) counted.configs += configs
    else this.#findings.set(rest, { ...others, configs })
  }
}

const LOSS_FINDINGS = { dropped: 'CW208', 'dropped-silently': 'CW201', unproven: 'CW213' } as const

const RANK = { blocking: 0, warning: 1, note: 2 } as const

function merged(found: readonly Finding[]): readonly Finding[] {
  const byKey = new Map<string, Finding>()
  for (const one of found) {
    const key = keyOf(one)
    const known = byKey.get(key)
    byKey.set(key, known ? { ...known, configs: known.configs + one.configs } : one)
  }
  return [...byKey.values()].sort(
    (a, b) => RANK[a.severity] - RANK[b.severity] || b.configs - a.configs || (keyOf(a) < keyOf(b) ? -1 : 1),
  )
}

const keyOf = ({ code, place, message }: Finding): string => JSON.stringify([code, place, message])

/** The first of each that have the same key. */
function distinct<T>(all: readonly T[], keyOf: (one: T) => readonly unknown[]): readonly T[] {
  if (all.length < 2) return all
  const byKey = new Map<string, T>()
  for (const one of all) {
    const key = JSON.stringify(keyOf(one))
    if (!byKey.has(key)) byKey.set(key, one)
  }
  return [...byKey.values()]
}
