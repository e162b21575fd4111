import type { ConfigId } from '../config/ids.ts'
import { readJson } from '../json/read.ts'
import type { Json } from '../json/value.ts'
import { writeJson } from '../json/write.ts'
import { type Finding, finding, type PreviewFindingCode } from './findings.ts'
import type { PreviewOutput } from './preview-config.ts'
import type { Shape, ShapeId } from './shape.ts'
import { summarise } from './words.ts'

export type ShapeCount = {
  readonly id: ShapeId
  readonly shape: Shape
  readonly example: ConfigId
  configs: number
}

export type Loss = {
  readonly path: string
  readonly class: 'dropped' | 'dropped-silently'
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

/** What a preview has gathered so far, as JSON, so that a cut one goes on with sums that fit. */
type State = {
  counts: Counts
  shapes: Record<ShapeId, ShapeCount>
  losses: Record<
    string,
    { path: string; class: Loss['class']; step: string | null; shapes: ShapeId[]; configs: number }
  >
  /** Losses at one path, whatever the step: what the findings count. */
  lost: Record<string, { path: string; class: Loss['class']; configs: number }>
  findings: Record<string, { code: PreviewFindingCode; place: string; detail: string; configs: number }>
}

const FINDINGS_PER_CODE = 200

/** Adds up the evidence of many configs in memory that grows with the shapes and paths, not with the configs. */
export class PreviewTally {
  readonly #state: State
  readonly #perCode = new Map<string, number>()

  /** Begins anew, or goes on from what `checkpoint` gave. */
  constructor(checkpoint?: Json) {
    this.#state = checkpoint
      ? (structured(checkpoint) as State)
      : {
          counts: { configs: 0, migrated: 0, unchanged: 0, failed: 0, exact: 0, differing: 0, customised: 0 },
          shapes: {},
          losses: {},
          lost: {},
          findings: {},
        }
    for (const { code } of Object.values(this.#state.findings))
      this.#perCode.set(code, (this.#perCode.get(code) ?? 0) + 1)
  }

  get counts(): Readonly<Counts> {
    return this.#state.counts
  }

  /** One config with its evidence. `shape` is known by now: each process of the sandbox tells it once. */
  add(id: ConfigId, output: PreviewOutput, shape: Shape | undefined): void {
    const { counts } = this.#state
    counts.configs++
    if (output.status === 'unchanged') {
      counts.unchanged++
      return
    }
    counts.migrated++
    counts.customised += output.customised
    this.#addShape(id, output.shapeId, shape)
    // The items of a list have one path: a config counts once for it, whatever took them away.
    for (const loss of distinct(output.losses, ({ path, class: kind, step }) => [path, kind, step]))
      this.#addLoss(loss, output.shapeId)
    for (const loss of distinct(output.losses, ({ path, class: kind }) => [path, kind])) this.#addLost(loss)
    for (const { path, problem } of distinct(output.problems, (one) => [one.path, one.problem]))
      this.#find('CW202', path, problem)
    if (!output.repeats) this.#find('CW203', '')
    if (output.roundTrip.exact) {
      counts.exact++
      return
    }
    counts.differing++
    if (output.roundTrip.problem !== undefined) this.#find('CW207', '', output.roundTrip.problem)
    for (const path of output.roundTrip.differs) this.#find('CW206', path)
  }

  /** One config that could not be migrated. */
  addFailure(error: { readonly code: string; readonly message: string }): void {
    this.#state.counts.configs++
    this.#state.counts.failed++
    const ofData = error.code.startsWith('config/') || error.code.startsWith('json/')
    this.#find(ofData ? 'CW205' : 'CW204', error.code, error.message)
  }

  shapes(): readonly (ShapeCount & { summary: string })[] {
    return Object.values(this.#state.shapes)
      .map((one) => ({ ...one, summary: summarise(one.shape) }))
      .sort((a, b) => b.configs - a.configs || (a.id < b.id ? -1 : 1))
  }

  losses(): readonly Loss[] {
    return Object.entries(this.#state.losses)
      .sort(([x, a], [y, b]) => b.configs - a.configs || (x < y ? -1 : 1))
      .map(([, loss]) => loss)
  }

  /** All findings, blocking ones first. */
  findings(): readonly Finding[] {
    const found: Finding[] = Object.values(this.#state.findings).map(({ code, place, detail, configs }) =>
      finding(code, place, configs, detail),
    )
    for (const { path, class: kind, configs } of Object.values(this.#state.lost)) {
      found.push(finding(kind === 'dropped' ? 'CW208' : 'CW201', path, configs))
    }
    for (const { shape, configs } of Object.values(this.#state.shapes)) {
      // Several steps may find the same place occupied: a config counts once for it.
      for (const { outcome, path } of distinct(shape.operations, (one) => [one.outcome, one.path])) {
        if (outcome === 'occupied') found.push(finding('CW209', path, configs))
        if (outcome === 'unmapped') found.push(finding('CW210', path, configs))
      }
      for (const feature of shape.warnings) found.push(finding('CW211', feature, configs))
    }
    return merged(found)
  }

  checkpoint(): Json {
    return structured(this.#state) as Json
  }

  #addShape(id: ConfigId, shapeId: ShapeId, shape: Shape | undefined): void {
    const known = this.#state.shapes[shapeId]
    if (known) known.configs++
    else if (shape) this.#state.shapes[shapeId] = { id: shapeId, shape, example: id, configs: 1 }
    else throw new TypeError(`nobody told what shape ${shapeId} is`)
  }

  #addLoss(loss: { path: string; class: string; step?: string }, shape: ShapeId): void {
    const step = loss.step ?? null
    const key = JSON.stringify([loss.path, loss.class, step])
    const known = this.#state.losses[key]
    if (!known) {
      this.#state.losses[key] = {
        path: loss.path,
        class: loss.class as Loss['class'],
        step,
        shapes: [shape],
        configs: 1,
      }
      return
    }
    known.configs++
    if (!known.shapes.includes(shape)) known.shapes.push(shape)
  }

  #addLost({ path, class: kind }: { path: string; class: string }): void {
    const key = JSON.stringify([path, kind])
    const known = this.#state.lost[key]
    if (known) known.configs++
    else this.#state.lost[key] = { path, class: kind as Loss['class'], configs: 1 }
  }

  // Messages of authored code may differ from config to config: past a limit they are counted together.
  #find(code: PreviewFindingCode, place: string, detail = ''): void {
    const key = JSON.stringify([code, place, detail])
    const known = this.#state.findings[key]
    if (known) {
      known.configs++
      return
    }
    const count = this.#perCode.get(code) ?? 0
    if (count < FINDINGS_PER_CODE) {
      this.#perCode.set(code, count + 1)
      this.#state.findings[key] = { code, place, detail, configs: 1 }
      return
    }
    const rest = JSON.stringify([code, 'others'])
    const others = this.#state.findings[rest]
    if (others) others.configs++
    else
      this.#state.findings[rest] = {
        code,
        place: 'others',
        detail: 'too many different places to list',
        configs: 1,
      }
  }
}

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

// Plain data both ways; a copy, so that a checkpoint does not change with the sums.
// By our own reader: its keys hold users' paths, and V8's may mistake a key that has an escape.
const structured = (value: unknown): unknown => readJson(writeJson(value as Json))
