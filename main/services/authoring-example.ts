import type { LiveChange, LiveCustomisation, LiveExample } from '../../shared/api/authoring.ts'
import type { ConfigId } from '../../shared/config/ids.ts'
import { fail, isCrosswalkError } from '../../shared/errors/index.ts'
import type { Change } from '../../shared/json/diff.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { ExaminePlan } from '../../shared/review/examine.ts'
import type { Explained, Explanation } from '../../shared/review/explain-config.ts'
import type { PreviewBatchInput } from '../../shared/review/preview-batch.ts'
import { textOf } from '../../shared/review/spread.ts'
import { describeOperation } from '../../shared/review/words.ts'
import { type LiveParts, planText } from './authoring-plan.ts'
import type { Edge } from './migration-path.ts'
import type { Outcome } from './ports/sandbox.ts'

// A person reads a few hundred lines; what is larger costs every keystroke its way through three processes.
const MAX_SHOWN_BYTES = 300_000
const MAX_LISTED = 200

/**
 * Runs the text of a migration on one config of the newest snapshot, or on the default config, and tells everything of
 * it. What goes wrong with the text or the run is part of the result, for whoever writes is in the middle of it.
 *
 * Raises `workspace/unknown-agent`, `workspace/no-snapshot`, `workspace/config-not-found`, `config/bad-schema`,
 * `workspace/file-not-found` where there is no default config.
 */
export async function runExample(
  parts: LiveParts,
  edge: Edge,
  { source, config }: { readonly source: string; readonly config: string | undefined },
  options: { readonly signal?: AbortSignal } = {},
): Promise<LiveExample> {
  const planned = await planText(parts, edge, source, options)
  if (planned.state === 'unreadable') return planned
  const input = await exampleInput(parts, edge, config)
  const session = await parts.sandbox.open<ExaminePlan, PreviewBatchInput, Explanation>(
    'explain',
    planned.plan,
  )
  try {
    const [outcome] = await session.run([input])
    return told(outcome as Outcome<Explanation>, input.text)
  } finally {
    await session.close()
  }
}

async function exampleInput(
  { files, snapshots }: LiveParts,
  { agent, from }: Edge,
  config: string | undefined,
): Promise<PreviewBatchInput> {
  if (config === undefined) {
    const { value } = await files.read({ kind: 'defaults', agent, version: from })
    // A default config is of its version, whatever it says.
    return { id: 'default' as ConfigId, text: writeJson({ ...value, version: from }), version: from }
  }
  const store = await snapshots()
  const [newest] = store.list({ agent, state: 'complete' })
  if (newest === undefined) fail('workspace/no-snapshot', { agent })
  const row = store.getConfig(newest.id, config as ConfigId)
  return { id: row.id, text: row.config, version: row.flowVersion }
}

function told(outcome: Outcome<Explanation>, text: string): LiveExample {
  const sizeBytes = text.length
  if (!outcome.ok) {
    const { code, message } = outcome.error
    return { state: 'failed', code, message, before: sizeBytes > MAX_SHOWN_BYTES ? null : laidOut(text) }
  }
  const found = outcome.value
  // Nobody offers a config of the target version; one may have been picked before the edge's file was another.
  if (found.status === 'unchanged') {
    const message = 'This config has the version already that the migration leads to.'
    return { state: 'failed', code: 'config/no-path', message, before: laidOut(text) }
  }
  const { before, after, back, changes, customisations } = found
  const shown = (value: Json): string | null =>
    sizeBytes > MAX_SHOWN_BYTES ? null : writeJson(value, { indent: 2 })
  return {
    state: 'migrated',
    shape: found.shapeId,
    operations: found.shape.operations.map(describeOperation),
    before: shown(before),
    after: shown(after),
    back: 'config' in back ? shown(back.config) : null,
    sizeBytes,
    backExact: 'config' in back && back.exact,
    backProblem: 'problem' in back ? back.problem : differing(back.differs),
    changes: changes.slice(0, MAX_LISTED).map(changeText),
    changesInAll: changes.length,
    customisations: customisations.slice(0, MAX_LISTED).map(customisationText),
    customisationsInAll: customisations.length,
    warnings: found.warnings.map(({ feature, message }) => ({ feature, message })),
    problems: found.problems.slice(0, MAX_LISTED),
    findings: found.findings,
  }
}

const differing = (paths: readonly string[]): string | undefined =>
  paths.length === 0
    ? undefined
    : `It does not give ${paths.slice(0, 5).join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''} again.`

const changeText = ({ kind, path, ...values }: Change): LiveChange => {
  const { before, after } = values as { readonly before?: Json; readonly after?: Json }
  return {
    kind,
    path,
    ...(before === undefined ? {} : { before: textOf(before) }),
    ...(after === undefined ? {} : { after: textOf(after) }),
  }
}

const customisationText = ({ path, value, class: kind, to, step }: Explained): LiveCustomisation => ({
  path,
  value: textOf(value),
  class: kind,
  to,
  step,
})

/** As a person reads it; what cannot be read is shown as it is. */
function laidOut(text: string): string {
  try {
    return writeJson(readJson(text), { indent: 2 })
  } catch (error) {
    if (!isCrosswalkError(error)) throw error
    return text
  }
}
