import type { AgentName, Version } from '../../shared/config/ids.ts'
import type { RunningSha256 } from '../../shared/json/hash.ts'
import type { Json } from '../../shared/json/value.ts'
import type { Bundle } from '../../shared/release/bundle.ts'
import { runDigest } from '../../shared/release/bundle.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { PreviewBatchInput } from '../../shared/review/preview-batch.ts'
import { PreviewDigest } from '../../shared/review/preview-digest.ts'
import { readRow } from '../../shared/review/preview-row.ts'
import { PreviewTally, type TallyState } from '../../shared/review/tally.ts'
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
  readonly runningSha256: () => RunningSha256
}

export type PreviewOptions = {
  readonly snapshot: SnapshotId
  /** Goes on with a preview that was cut off. It must be of the same snapshot and bundle. */
  readonly resume?: PreviewId
  readonly signal: AbortSignal
  readonly progress?: (event: { readonly done: number; readonly total: number }) => void
}

// Enough to keep every core busy while a chunk is added up, little enough to stay small in memory.
const CHUNK = 1024
const CHUNKS_UNDER_WAY = 4
/** How often what was gathered is written: that may be a megabyte, and after every chunk it took a fifth of our time. */
const RESULTS_PER_CHECKPOINT = 4 * CHUNK

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
  const { snapshots, previews, sandbox, runningSha256 } = parts
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
    // Written by a tally's `state`.
    tally: new PreviewTally(
      writer.frontier === undefined ? undefined : (writer.checkpoint as unknown as TallyState),
    ),
    digest: digestUpTo(previews, writer, new PreviewDigest(head.bundle, runningSha256())),
    ahead: 0,
    progress: (done) => options.progress?.({ done, total }),
  }
  let session: PreviewSession | undefined
  try {
    session = await sandbox.open<ExaminePlan, PreviewBatchInput, string, TallyState>(
      'preview-batch',
      examinePlan(bundle),
    )
    run.progress(run.tally.counts.configs)
    await runChunks(
      snapshots.configs(options.snapshot, { after: writer.frontier, batchSize: CHUNK }),
      session,
      run,
      options.signal,
    )
    flush(run)
  } catch (error) {
    // What is done stays; where another process has taken over, that is its own to say.
    if (options.signal.aborted) flush(run)
    writer.cancel()
    throw error
  } finally {
    await session?.close()
  }
  return finish(run)
}

type PreviewSession = SandboxSession<PreviewBatchInput, string, TallyState>

type Run = {
  readonly writer: PreviewWriter
  readonly tally: PreviewTally
  readonly digest: PreviewDigest
  /** How many results were written since the last checkpoint. */
  ahead: number
  readonly progress: (done: number) => void
}

type Done = Awaited<ReturnType<PreviewSession['runInParts']>>
type Chunk = { readonly configs: readonly SnapshotConfig[]; readonly done: Promise<Done> }

// Chunks are computed side by side and added up in order, so that a cut leaves a clean frontier.
async function runChunks(
  chunks: Generator<SnapshotConfig[]>,
  session: PreviewSession,
  run: Run,
  signal: AbortSignal,
): Promise<void> {
  const queue: Chunk[] = []
  const take = (): boolean => {
    const next = chunks.next()
    if (next.done) return false
    const configs = next.value
    const done = session.runInParts(configs.map(inputOf), { signal })
    // Awaited in its turn; until then a failure must not count as unhandled.
    done.catch(() => undefined)
    queue.push({ configs, done })
    return true
  }
  try {
    while (queue.length < CHUNKS_UNDER_WAY && take());
    for (let chunk = queue.shift(); chunk; chunk = queue.shift()) {
      signal.throwIfAborted()
      const done = await chunk.done
      take()
      append(chunk.configs, done, run)
      run.progress(run.tally.counts.configs)
    }
  } finally {
    chunks.return(undefined)
  }
}

const inputOf = (config: SnapshotConfig): PreviewBatchInput => ({
  id: config.id,
  text: config.config,
  version: config.flowVersion,
  ...(config.sourceHash === null ? {} : { sourceHash: config.sourceHash }),
})

function append(configs: readonly SnapshotConfig[], { outcomes, parts }: Done, run: Run): void {
  for (const part of parts) run.tally.merge(part)
  const results = configs.map((config, index) =>
    resultOf(config, outcomes[index] as Outcome<string>, run.tally),
  )
  for (const { id, inputHash, outputHash } of results) run.digest.add(id, inputHash, outputHash)
  // Chunk by chunk: while this process writes, others that are done with theirs wait for more.
  run.writer.writeAhead(results)
  run.ahead += results.length
  if (run.ahead >= RESULTS_PER_CHECKPOINT) flush(run)
}

function flush(run: Run): void {
  if (run.ahead === 0) return
  run.writer.append([], run.tally.state as unknown as Json)
  run.ahead = 0
}

function resultOf(config: SnapshotConfig, outcome: Outcome<string>, tally: PreviewTally): PreviewResult {
  const { id, flowVersion: fromVersion } = config
  if (outcome.ok) {
    const { shapeId: shape, ...row } = readRow(outcome.value)
    return { id, fromVersion, ...row, shape, error: null }
  }
  const { code, message } = outcome.error
  tally.addFailure({ code, message })
  return {
    id,
    fromVersion,
    status: 'failed',
    inputHash: null,
    outputHash: null,
    shape: null,
    exact: false,
    error: { code, message },
  }
}

/** The digest of a preview with the configs that it has done so far. */
function digestUpTo(
  previews: PreviewStore,
  { id, frontier }: PreviewWriter,
  digest: PreviewDigest,
): PreviewDigest {
  if (frontier === undefined) return digest
  for (const batch of previews.results(id)) {
    for (const { id: config, inputHash, outputHash } of batch) digest.add(config, inputHash, outputHash)
  }
  return digest
}

function finish(run: Run): Preview {
  const { customised: _customised, ...counts } = run.tally.counts
  const tenants = run.writer.tenants()
  return run.writer.finish({
    digest: run.digest.end(),
    counts,
    shapes: run.tally.shapes().map(({ id, shape, example, configs, summary }) => ({
      id,
      configs,
      summary,
      operations: shape.operations as unknown as readonly Json[],
      example,
      details: { ...run.tally.details(id), tenants: tenants.get(id) ?? 0 } as unknown as Json,
    })),
    losses: run.tally.losses(),
    findings: run.tally.findings(),
  })
}
