import type { ExampleConfig, LiveMeasure } from '../../shared/api/authoring.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { PreviewBatchInput } from '../../shared/review/preview-batch.ts'
import { PreviewTally, type TallyState } from '../../shared/review/tally.ts'
import { exampleOf } from './authoring-examples.ts'
import { type LiveParts, planText } from './authoring-plan.ts'
import type { Edge } from './migration-path.ts'
import type { SandboxSession } from './ports/sandbox.ts'
import type { Snapshot, SnapshotConfig, SnapshotStore } from './ports/snapshots.ts'

// Small enough that the next keystroke does not wait, large enough that the way between processes costs little.
const CHUNK = 256
/** Configs of a sample, spread over all. */
const SAMPLE = 200
/** Up to so many the whole is there nearly as soon as a sample. */
const SMALL = 1_000
/** Shapes and places that a person is told of while writing; there are counts of the rest. */
const MOST = 100

type Session = SandboxSession<PreviewBatchInput, string, TallyState>

/**
 * Runs the text of a migration over the newest snapshot, and tells again and again what has been found: of a sample
 * first where there are many configs, then of all. Ends at once where the text cannot be loaded or there is no snapshot.
 *
 * Once the signal is given it stops at the next chunk; what runs in the sandbox by then is let finish for a moment, so that
 * its processes are still there for the next text. Raises what `planText` raises.
 */
export async function* measureText(
  parts: LiveParts,
  edge: Edge,
  source: string,
  options: { readonly signal: AbortSignal },
): AsyncGenerator<LiveMeasure, void> {
  try {
    yield* measure(parts, edge, source, options)
  } catch (error) {
    if (!options.signal.aborted) throw error
  }
}

async function* measure(
  parts: LiveParts,
  edge: Edge,
  source: string,
  { signal }: { readonly signal: AbortSignal },
): AsyncGenerator<LiveMeasure, void> {
  const store = await parts.snapshots()
  const [newest] = store.list({ agent: edge.agent, state: 'complete' })
  if (newest === undefined) return
  const planned = await planText(parts, edge, source)
  if (planned.state === 'unreadable' || signal.aborted) return
  const sources = new Set<string>(planned.sources)
  const total = countOf(store, newest, sources)
  const session: Session = await parts.sandbox.open<ExaminePlan, PreviewBatchInput, string, TallyState>(
    'preview-batch',
    planned.plan,
  )
  const stop = afterGrace(signal)
  try {
    if (total > SMALL) {
      const step = total / SAMPLE
      const rows = rowsOf(
        store,
        newest,
        sources,
        (index) => Math.floor(index / step) !== Math.floor((index - 1) / step),
      )
      yield* run(session, rows, { of: 'sample', total: SAMPLE, signal, stop: stop.signal })
    }
    yield* run(session, rowsOf(store, newest, sources), { of: 'whole', total, signal, stop: stop.signal })
  } finally {
    stop.end()
    await session.close()
  }
}

async function* run(
  session: Session,
  rows: Iterable<readonly SnapshotConfig[]>,
  about: Pick<LiveMeasure, 'of' | 'total'> & { readonly signal: AbortSignal; readonly stop: AbortSignal },
): AsyncGenerator<LiveMeasure, void> {
  const { of, total, signal, stop } = about
  const tally = new PreviewTally()
  const examples = new Map<string, ExampleConfig>()
  for (const chunk of rows) {
    if (signal.aborted) return
    const { outcomes, parts } = await session.runInParts(chunk.map(inputOf), { signal: stop })
    for (const part of parts) tally.merge(part)
    for (const outcome of outcomes) if (!outcome.ok) tally.addFailure(outcome.error)
    const byId = new Map(chunk.map((row) => [row.id as string, row]))
    for (const { id, example } of tally.shapes()) {
      const row = byId.get(example)
      if (row) examples.set(id, exampleOf(row))
    }
    yield resultOf(tally, examples, { of, total })
  }
}

function resultOf(
  tally: PreviewTally,
  examples: ReadonlyMap<string, ExampleConfig>,
  about: Pick<LiveMeasure, 'of' | 'total'>,
): LiveMeasure {
  const { configs, failed, exact } = tally.counts
  return {
    ...about,
    done: configs,
    failed,
    exact,
    shapes: tally
      .shapes()
      .slice(0, MOST)
      .flatMap(({ id, configs, summary }) => {
        const example = examples.get(id)
        return example === undefined ? [] : [{ id, configs, summary, example }]
      }),
    losses: tally
      .losses()
      .slice(0, MOST)
      .map(({ path, class: kind, configs }) => ({ path, class: kind, configs })),
    findings: tally.findings().slice(0, MOST),
  }
}

const inputOf = ({ id, config, flowVersion, sourceHash }: SnapshotConfig): PreviewBatchInput => ({
  id,
  text: config,
  version: flowVersion,
  ...(sourceHash === null ? {} : { sourceHash }),
})

function countOf(store: SnapshotStore, { id }: Snapshot, sources: ReadonlySet<string>): number {
  let count = 0
  for (const batch of store.configs(id)) for (const row of batch) if (sources.has(row.flowVersion)) count++
  return count
}

/** The configs of these versions, a chunk at a time; `takes` is asked by their number. */
function* rowsOf(
  store: SnapshotStore,
  { id }: Snapshot,
  sources: ReadonlySet<string>,
  takes: (index: number) => boolean = () => true,
): Generator<readonly SnapshotConfig[]> {
  let chunk: SnapshotConfig[] = []
  let index = 0
  for (const batch of store.configs(id)) {
    for (const row of batch) {
      if (!sources.has(row.flowVersion) || !takes(index++)) continue
      chunk.push(row)
      if (chunk.length < CHUNK) continue
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}

const GRACE_MS = 300

/** A signal that comes a moment after the given one: to end a process costs the next text its start. */
function afterGrace(signal: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void } {
  const late = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const begin = (): void => {
    timer = setTimeout(() => late.abort(signal.reason), GRACE_MS)
  }
  signal.addEventListener('abort', begin, { once: true })
  return {
    signal: late.signal,
    end: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', begin)
    },
  }
}
