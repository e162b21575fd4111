import type { Hash } from '../../shared/config/ids.ts'
import { fail } from '../../shared/errors/index.ts'
import type { ReleaseName } from '../../shared/release/name.ts'
import { judgeLosses, lossBases } from '../../shared/review/acceptance.ts'
import { type Acceptance, type AcceptedLoss, isReason } from '../../shared/review/acceptance-form.ts'
import {
  findLossPreview,
  isSilent,
  type LossInShape,
  type LossParts,
  lossesByShape,
} from './losses-of-preview.ts'
import type { Expected, Workspace, WorkspaceFiles } from './ports/workspace.ts'

/** What users set at a path, in the configs of some shapes. */
export type NamedLoss = { readonly path: string; readonly shapes: readonly string[] }

export type AcceptOptions = {
  readonly reason: string
  readonly who: string
  /** Left out: the newest of the workspace as it is. */
  readonly preview?: string | undefined
  readonly signal: AbortSignal
}

export type AcceptResult = {
  /** Of the workspace: it goes into Git. */
  readonly file: string
  readonly preview: string
  readonly accepted: readonly AcceptedLoss[]
  /** Acceptances that fit no more, and went out of the file with this. */
  readonly forgotten: readonly Acceptance[]
}

export type WithdrawResult = { readonly file: string; readonly withdrawn: readonly Acceptance[] }

/**
 * Accepts by name that what users set at a path is lost, for configs of these shapes, as a finished preview shows
 * it. One that is there already for the same path and shape gives way.
 *
 * Raises `loss/no-reason`, `loss/unknown-path`, `loss/declared`, `loss/unknown-shape`, what finding the preview
 * raises, and `workspace/*`.
 */
export async function acceptLoss(
  parts: LossParts & Pick<Workspace, 'lock'>,
  name: ReleaseName,
  named: NamedLoss,
  { reason: text, who, preview: id, signal }: AcceptOptions,
): Promise<AcceptResult> {
  const reason = text.trim()
  if (!isReason(reason)) fail('loss/no-reason', { reason })
  const { previews, files } = parts
  const { preview, bundle } = await findLossPreview(parts, name, { preview: id, signal })
  const losses = lossesByShape(previews, preview)
  const bases = lossBases(bundle)
  const at = new Date().toISOString()
  const accepted = chooseLosses(losses, named, preview.id).map(({ path, shape, from, configs }) => {
    // A shape's configs got from there to where they are.
    const fits = bases.get(from) as Hash
    return { path, shape, reason, who, at, fits, configs }
  })
  const held = await parts.lock('loss accept')
  try {
    const { acceptances, expected } = await readAcceptances(files, name)
    const others = acceptances.filter((one) => !isNamed(one, named))
    const { forgotten } = judgeLosses(losses.filter(isSilent), others, bundle)
    const kept = others.filter((one) => !forgotten.includes(one))
    const added = accepted.map(({ configs: _, ...acceptance }) => acceptance)
    await files.write({ kind: 'accepted', ...name }, [...kept, ...added], expected)
    return { file: files.pathOf({ kind: 'accepted', ...name }), preview: preview.id, accepted, forgotten }
  } finally {
    await held.release()
  }
}

/**
 * Takes acceptances of a path for these shapes back: all of them or none. Needs no preview.
 *
 * Raises `loss/not-accepted`, `workspace/*`.
 */
export async function withdrawLoss(
  { files, lock }: Workspace,
  name: ReleaseName,
  named: NamedLoss,
): Promise<WithdrawResult> {
  const file = files.pathOf({ kind: 'accepted', ...name })
  const held = await lock('loss withdraw')
  try {
    const { acceptances, expected } = await readAcceptances(files, name)
    const withdrawn = acceptances.filter((one) => isNamed(one, named))
    const unknown = named.shapes.filter((shape) => withdrawn.every((one) => one.shape !== shape))
    if (unknown.length > 0) fail('loss/not-accepted', { file, path: named.path, shapes: unknown })
    const kept = acceptances.filter((one) => !withdrawn.includes(one))
    await files.write({ kind: 'accepted', ...name }, kept, expected)
    return { file, withdrawn }
  } finally {
    await held.release()
  }
}

/** The acceptances of the workspace for a version, and what a write of them has to expect. */
export async function readAcceptances(
  files: WorkspaceFiles,
  name: ReleaseName,
): Promise<{ readonly acceptances: readonly Acceptance[]; readonly expected: Expected }> {
  const stored = await files.find({ kind: 'accepted', ...name })
  return { acceptances: stored?.value ?? [], expected: stored?.etag ?? 'absent' }
}

const isNamed = ({ path, shape }: Acceptance, named: NamedLoss): boolean =>
  path === named.path && named.shapes.includes(shape)

function chooseLosses(
  losses: readonly LossInShape[],
  { path, shapes }: NamedLoss,
  preview: string,
): readonly LossInShape[] {
  const silent = losses.filter(isSilent)
  const here = silent.filter((loss) => loss.path === path)
  if (here.length === 0) {
    if (losses.some((loss) => loss.path === path && loss.class === 'dropped')) {
      fail('loss/declared', { preview, path })
    }
    fail('loss/unknown-path', { preview, path, known: [...new Set(silent.map((loss) => loss.path))] })
  }
  const known = here.map((loss) => loss.shape)
  const unknown = shapes.filter((shape) => !known.includes(shape))
  if (unknown.length > 0) fail('loss/unknown-shape', { preview, path, shapes: unknown, known })
  return here.filter((loss) => shapes.includes(loss.shape))
}
