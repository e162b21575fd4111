import type { AgentName, ConfigId, Version } from '../../shared/config/ids.ts'
import type { Json } from '../../shared/json/value.ts'
import type { Bundle } from '../../shared/release/bundle.ts'
import { runDigest } from '../../shared/release/bundle.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { PreviewInput, PreviewOutput } from '../../shared/review/preview-config.ts'
import { PreviewDigest } from '../../shared/review/preview-digest.ts'
import type { Shape, ShapeId } from '../../shared/review/shape.ts'
import { PreviewTally } from '../../shared/review/tally.ts'
import type { Outcome, Sandbox, SandboxSession } from './ports/sandbox.ts'
import type {
  Preview,
  PreviewId,
  PreviewResult,
  PreviewStore,
  PreviewWriter,
  SnapshotConfig,
  SnapshotId,
  SnapshotStore,
} from './ports/snapshots.ts'
import { examinePlan } from './push.ts'

export type PreviewParts = {
  readonly snapshots: SnapshotStore
  readonly previews: PreviewStore
  readonly sandbox: Sandbox
}

export type PreviewOptions = {
  readonly snapshot: SnapshotId
  /** Goes on with a preview that was cut off. It must be of the same snapshot and bundle. */
  readonly resume?: PreviewId
  readonly signal: AbortSignal
  readonly progress?: (event: { readonly done: number; readonly total: number }) => void
}

// Enough to keep every core busy while the last chunk is written, little enough to stay small in memory.
const CHUNK = 1000
const CHUNKS_UNDER_WAY = 3

/**
 * Runs a bundle over a whole snapshot on all cores, with all evidence, and ends with a digest.
 *
 * When cancelled, what is done stays and can be resumed. A config that fails is reported; the others go on.
 */
export async function previewBundle(
  parts: PreviewParts,
  bundle: Bundle,
  options: PreviewOptions,
): Promise<Preview> {
  const { snapshots, previews, sandbox } = parts
  const head = {
    snapshot: options.snapshot,
    agent: bundle.agent as AgentName,
    to: bundle.to as Version,
    bundle: runDigest(bundle),
  }
  const writer = options.resume === undefined ? previews.begin(head) : previews.resume(options.resume)
  const total = snapshots.get(options.snapshot).configs
  const run: Run = {
    writer,
    tally: new PreviewTally(writer.frontier === undefined ? undefined : writer.checkpoint),
    shapes: new Map(),
    progress: (done) => options.progress?.({ done, total }),
  }
  for (const { id, shape } of run.tally.shapes()) run.shapes.set(id, shape)
  let session: SandboxSession<PreviewInput, PreviewOutput> | undefined
  try {
    session = await sandbox.open<ExaminePlan, PreviewInput, PreviewOutput>('preview', examinePlan(bundle))
    run.progress(run.tally.counts.configs)
    await runChunks(
      snapshots.configs(options.snapshot, { after: writer.frontier, batchSize: CHUNK }),
      session,
      run,
      options.signal,
    )
  } catch (error) {
    writer.cancel()
    throw error
  } finally {
    await session?.close()
  }
  return finish(previews, run, head.bundle)
}

type Run = {
  readonly writer: PreviewWriter
  readonly tally: PreviewTally
  readonly shapes: Map<ShapeId, Shape>
  readonly progress: (done: number) => void
}

type Chunk = {
  readonly configs: readonly SnapshotConfig[]
  readonly outcomes: Promise<Outcome<PreviewOutput>[]>
}

// Chunks are computed side by side and written in order, so that a cut leaves a clean frontier.
async function runChunks(
  chunks: Generator<SnapshotConfig[]>,
  session: SandboxSession<PreviewInput, PreviewOutput>,
  run: Run,
  signal: AbortSignal,
): Promise<void> {
  const queue: Chunk[] = []
  const take = (): boolean => {
    const next = chunks.next()
    if (next.done) return false
    const configs = next.value
    const outcomes = session.run(configs.map(inputOf), { signal })
    // Awaited in its turn; until then a failure must not count as unhandled.
    outcomes.catch(() => undefined)
    queue.push({ configs, outcomes })
    return true
  }
  try {
    while (queue.length < CHUNKS_UNDER_WAY && take());
    for (let chunk = queue.shift(); chunk; chunk = queue.shift()) {
      signal.throwIfAborted()
      const outcomes = await chunk.outcomes
      take()
      append(chunk.configs, outcomes, run)
      run.progress(run.tally.counts.configs)
    }
  } finally {
    chunks.return(undefined)
  }
}

const inputOf = (config: SnapshotConfig): PreviewInput => ({
  text: config.config,
  version: config.flowVersion,
  ...(config.sourceHash === null ? {} : { sourceHash: config.sourceHash }),
})

function append(
  configs: readonly SnapshotConfig[],
  outcomes: readonly Outcome<PreviewOutput>[],
  run: Run,
): void {
  const results = configs.map((config, index) =>
    resultOf(config, outcomes[index] as Outcome<PreviewOutput>, run),
  )
  run.writer.append(results, run.tally.checkpoint())
}

function resultOf(config: SnapshotConfig, outcome: Outcome<PreviewOutput>, run: Run): PreviewResult {
  const row = { id: config.id, fromVersion: config.flowVersion }
  if (!outcome.ok) {
    run.tally.addFailure(outcome.error)
    const { code, message } = outcome.error
    return {
      ...row,
      status: 'failed',
      inputHash: null,
      outputHash: null,
      shape: null,
      exact: false,
      error: { code, message } as Json,
    }
  }
  const { value } = outcome
  if (value.status === 'migrated' && value.shape) run.shapes.set(value.shapeId, value.shape)
  run.tally.add(
    config.id as ConfigId,
    value,
    value.status === 'migrated' ? run.shapes.get(value.shapeId) : undefined,
  )
  if (value.status === 'unchanged') {
    return {
      ...row,
      status: 'unchanged',
      inputHash: value.inputHash,
      outputHash: value.outputHash,
      shape: null,
      exact: true,
      error: null,
    }
  }
  return {
    ...row,
    status: 'migrated',
    inputHash: value.inputHash,
    outputHash: value.resultHash,
    shape: value.shapeId,
    exact: value.roundTrip.exact,
    error: null,
  }
}

function finish(previews: PreviewStore, run: Run, bundle: ReturnType<typeof runDigest>): Preview {
  const digest = new PreviewDigest(bundle)
  for (const batch of previews.results(run.writer.id)) {
    for (const { id, inputHash, outputHash } of batch) digest.add(id, inputHash, outputHash)
  }
  const { customised: _customised, ...counts } = run.tally.counts
  return run.writer.finish({
    digest: digest.end(),
    counts,
    shapes: run.tally.shapes().map(({ id, shape, example, configs, summary }) => ({
      id,
      configs,
      summary,
      operations: shape.operations as unknown as readonly Json[],
      example,
      details: { from: shape.from, warnings: shape.warnings },
    })),
    losses: run.tally.losses(),
    findings: run.tally.findings(),
  })
}
