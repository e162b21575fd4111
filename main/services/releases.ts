import { z } from 'zod'
import type { ConfigId, Hash } from '../../shared/config/ids.ts'
import { getEnvironment, type WorkspaceSettings } from '../../shared/config/workspace-file.ts'
import { fail } from '../../shared/errors/index.ts'
import { readJson } from '../../shared/json/read.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'
import { writeJson } from '../../shared/json/write.ts'
import type { ApprovalRule } from '../../shared/release/approval-policy.ts'
import { type Bundle, bundleDigest, readBundle, runDigest, writeBundle } from '../../shared/release/bundle.ts'
import { nextState } from '../../shared/release/lifecycle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import { ONE_WAVE, type Wave, wavesOf } from '../../shared/release/waves.ts'
import type { JudgedFinding } from '../../shared/review/acceptance.ts'
import type { ShapeOperation } from '../../shared/review/shape.ts'
import { lackingApprovals, requireMayApprove, rulesOf } from './approval-policy.ts'
import { type BundleParts, gatherBundle } from './bundles.ts'
import { judgePreview, requireSameLosses } from './losses-of-release.ts'
import type { PreviewedConfig, ProposedShape, ReleaseRecord, ReleaseStore } from './ports/releases.ts'
import type { Preview, PreviewStore } from './ports/snapshots.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

/** A release as the workspace keeps it: the bundle, and the preview that it was made with. */
export type ReleaseFile = {
  readonly digest: Hash
  readonly bundle: Bundle
  readonly author: string
  readonly createdAt: string
  readonly preview: string
}

const fileForm = z.strictObject({
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  author: z.string().min(1),
  created_at: z.string(),
  preview: z.string(),
  bundle: z.looseObject({}),
})

export type CreateOptions = {
  readonly preview: string
  readonly notes: string
  readonly who: string
  /** Puts the new contents in the place of a draft of that name. What an environment has been sent stays as it is there. */
  readonly replaceDraft?: boolean
  readonly signal?: AbortSignal
}

type Parts = BundleParts & { readonly previews: PreviewStore }

/** A release with the findings of its preview, in the light of the losses that were accepted. */
export type Judged<T> = T & { readonly findings: readonly JudgedFinding[] }

/**
 * Makes a release of the workspace as it is and of a finished preview of just that, and writes its bundle. It carries
 * those acceptances of the workspace that fit a loss of the preview.
 *
 * Raises `release/preview-*`, `release/exists`, and what gathering raises.
 */
export async function createRelease(
  parts: Parts,
  name: ReleaseName,
  options: CreateOptions,
): Promise<Judged<ReleaseFile>> {
  const { files } = parts
  const label = formatReleaseName(name)
  const preview = finishedPreview(parts.previews, options.preview)
  const gathered = await gatherBundle(parts, name.agent, name.version, {
    notes: options.notes,
    ...(options.signal ? { signal: options.signal } : {}),
  })
  if (preview.bundle !== runDigest(gathered))
    fail('release/preview-of-another', { release: label, preview: preview.id })
  const { accepted, findings } = await judgePreview(parts, name, { preview, bundle: gathered })
  const bundle: Bundle = { ...gathered, ...(accepted.length === 0 ? {} : { accepted }) }
  const digest = bundleDigest(bundle)
  const existing = await files.find({ kind: 'release', ...name })
  if (existing) {
    const other = parseReleaseFile(existing.value, label)
    if (other.digest !== digest && !options.replaceDraft)
      fail('release/exists', { release: label, digest: other.digest })
  }
  const file: ReleaseFile = {
    digest,
    bundle,
    author: options.who,
    createdAt: new Date().toISOString(),
    preview: preview.id,
  }
  await files.write({ kind: 'release', ...name }, toJson(file), existing?.etag ?? 'absent')
  return { ...file, findings }
}

/** Reads a release of the workspace and checks its digest. Raises `release/not-found`, `release/damaged`. */
export async function readRelease(files: WorkspaceFiles, name: ReleaseName): Promise<ReleaseFile> {
  const label = formatReleaseName(name)
  const found = await files.find({ kind: 'release', ...name })
  return found
    ? parseReleaseFile(found.value, label)
    : fail('release/not-found', { release: label, place: 'this workspace' })
}

/** The releases of the workspace, without their bundles. */
export async function listReleases(
  files: WorkspaceFiles,
): Promise<readonly { name: string; file: ReleaseFile }[]> {
  const refs = await files.list('release')
  return Promise.all(
    refs.map(async (ref) => ({ name: formatReleaseName(ref), file: await readRelease(files, ref) })),
  )
}

/**
 * Sends a release to an environment to be approved there: its bundle, its shapes, and what the preview says
 * of every config.
 *
 * Raises `release/blocked` while blocking findings stand, `release/losses-changed` where other losses are accepted now
 * than when it was made, `release/preview-too-old`, and what the store raises.
 */
export async function proposeRelease(
  parts: Parts & { readonly releases: ReleaseStore },
  name: ReleaseName,
  options: { who: string; signal?: AbortSignal },
): Promise<Judged<ReleaseRecord>> {
  const { files, previews, releases } = parts
  const label = formatReleaseName(name)
  const file = await readRelease(files, name)
  const preview = finishedPreview(previews, file.preview)
  if (preview.bundle !== runDigest(file.bundle)) {
    fail('release/preview-of-another', { release: label, preview: preview.id })
  }
  const { value: settings } = await files.read({ kind: 'settings' })
  requireFresh(preview, settings.preview_max_age_hours)
  const { accepted, findings } = await judgePreview(parts, name, { preview, bundle: file.bundle })
  const blocking = findings.filter(({ severity }) => severity === 'blocking')
  if (blocking.length > 0) {
    const words = blocking.map(
      ({ code, place, configs }) => `${code} at ${place || 'the config'} (${configs} configs)`,
    )
    fail('release/blocked', { release: label, findings: words })
  }
  requireSameLosses(files, name, { carried: file.bundle.accepted ?? [], accepted })
  const record = await releases.propose(
    {
      name,
      digest: file.digest,
      bundle: writeBundle(file.bundle),
      notes: file.bundle.notes,
      author: file.author,
      previewDigest: preview.finished.digest,
      who: options.who,
      rules: rulesOf(settings.approvals, file.bundle, releases.environment),
      previewedAt: preview.finished.at,
      waves: wavesIn(settings, releases.environment),
      shapes: previews.shapes(preview.id).map(
        (shape): ProposedShape => ({
          shapeId: shape.id,
          configs: shape.configs,
          summary: shape.summary,
          operations: shape.operations as unknown as readonly ShapeOperation[],
        }),
      ),
      configs: previewedConfigs(previews, preview),
    },
    options.signal ? { signal: options.signal } : {},
  )
  return { ...record, findings }
}

export type ApproveOptions = {
  readonly who: string
  readonly reason: string
  readonly policy?: readonly ApprovalRule[]
  /** Is told what is going to be approved, before it is. */
  readonly tell?: (release: ReleaseRecord) => void
}

/**
 * Approves a proposed release, which is approved once every rule is met: those of `policy` that hold for it, and
 * those that it was proposed with.
 *
 * Raises `release/author-approves`, `release/wrong-state`, `release/not-an-approver`, `release/approved-already`,
 * `rights/*`.
 */
export async function approveRelease(
  releases: ReleaseStore,
  name: ReleaseName,
  { who, reason, policy = [], tell }: ApproveOptions,
): Promise<ApprovedRelease> {
  const release = await releases.get(name)
  const label = formatReleaseName(name)
  nextState(label, release.state, 'approve')
  const bundle = readBundle(await releases.bundleOf(release), release.digest, label)
  const rules = rulesOf(policy, bundle, releases.environment)
  await requireMayApprove(releases, release, { who, rules })
  tell?.(release)
  const record = await releases.approve(release, { who, reason, rules })
  return { ...record, lacking: await lackingApprovals(releases, record, rules) }
}

/** A release with an approval, and what it still lacks: nothing where it is approved. */
export type ApprovedRelease = ReleaseRecord & { readonly lacking: readonly string[] }

/** An embedded database is on somebody's own machine: nobody there is to be spared, unless it is to be practised. */
function wavesIn(settings: WorkspaceSettings, environment: string): readonly Wave[] {
  const { embedded, waves } = getEnvironment(settings, environment)
  return embedded === true && waves !== true ? ONE_WAVE : wavesOf(settings.rollout)
}

type Finished = Preview & { readonly finished: NonNullable<Preview['finished']> }

function finishedPreview(previews: PreviewStore, id: string): Finished {
  const preview = previews.find(id)
  if (!preview) fail('release/preview-not-found', { preview: id })
  if (!preview.finished) fail('release/preview-unfinished', { preview: id, state: preview.state })
  return { ...preview, finished: preview.finished }
}

const HOUR_MS = 3_600_000

function requireFresh(preview: Finished, limitHours: number | undefined): void {
  if (limitHours === undefined) return
  const ageHours = (Date.now() - Date.parse(preview.finished.at)) / HOUR_MS
  if (ageHours > limitHours) {
    fail('release/preview-too-old', {
      preview: preview.id,
      ageHours: Math.round(ageHours * 10) / 10,
      limitHours,
    })
  }
}

// What a masked config gives says nothing of what the real one will: there the push compares shapes.
function* previewedConfigs(previews: PreviewStore, preview: Preview): Generator<PreviewedConfig> {
  for (const batch of previews.results(preview.id)) {
    for (const { id, status, inputHash, outputHash, shape } of batch) {
      if (status !== 'migrated' || inputHash === null) continue
      yield {
        configId: id as ConfigId,
        inputHash,
        ...(preview.masked !== null || outputHash === null ? {} : { outputHash }),
        ...(shape === null ? {} : { shapeId: shape }),
      }
    }
  }
}

const toJson = (file: ReleaseFile): JsonObject => ({
  digest: file.digest,
  author: file.author,
  created_at: file.createdAt,
  preview: file.preview,
  bundle: readJson(writeBundle(file.bundle)),
})

function parseReleaseFile(value: Json, release: string): ReleaseFile {
  const result = fileForm.safeParse(value)
  if (!result.success) return fail('release/damaged', { release, problem: z.prettifyError(result.error) })
  const { digest, author, created_at: createdAt, preview } = result.data
  const bundle = readBundle(writeJson((value as JsonObject).bundle as Json), digest as Hash, release)
  return { digest: digest as Hash, bundle, author, createdAt, preview }
}
