import { fail } from '../../shared/errors/index.ts'
import { hashJson } from '../../shared/json/hash.ts'
import type { Bundle } from '../../shared/release/bundle.ts'
import { formatReleaseName, type ReleaseName } from '../../shared/release/name.ts'
import {
  acceptedLosses,
  type JudgedFinding,
  judgeFindings,
  judgeLosses,
} from '../../shared/review/acceptance.ts'
import type { AcceptedLoss } from '../../shared/review/acceptance-form.ts'
import type { Finding } from '../../shared/review/findings.ts'
import { placeKey } from '../../shared/review/place-key.ts'
import { readAcceptances } from './losses.ts'
import { silentLosses } from './losses-of-preview.ts'
import type { Preview, PreviewStore } from './ports/snapshots.ts'
import type { WorkspaceFiles } from './ports/workspace.ts'

/** What the acceptances of a workspace are worth for a preview, and its findings in their light. */
export type JudgedPreview = {
  readonly accepted: readonly AcceptedLoss[]
  readonly findings: readonly JudgedFinding[]
}

/** Judges a preview by the acceptances of the workspace. `bundle` is what it has run. Raises `loss/preview-outdated`. */
export async function judgePreview(
  { files, previews }: { readonly files: WorkspaceFiles; readonly previews: PreviewStore },
  name: ReleaseName,
  { preview, bundle }: { readonly preview: Preview; readonly bundle: Bundle },
): Promise<JudgedPreview> {
  const { acceptances } = await readAcceptances(files, name)
  const judgement = judgeLosses(silentLosses(previews, preview), acceptances, bundle)
  // Written by us from the same type.
  const findings = previews.findings(preview.id) as unknown as readonly Finding[]
  return { accepted: acceptedLosses(judgement), findings: judgeFindings(findings, judgement) }
}

/** Raises `release/losses-changed` where a release does not carry just the losses that are accepted now. */
export function requireSameLosses(
  files: WorkspaceFiles,
  name: ReleaseName,
  { carried, accepted }: { carried: readonly AcceptedLoss[]; accepted: readonly AcceptedLoss[] },
): void {
  const before = new Map(carried.map((loss) => [placeKey(loss), loss]))
  const after = new Map(accepted.map((loss) => [placeKey(loss), loss]))
  const changes = [...new Map([...before, ...after])].flatMap(([key, { path, shape }]) => {
    const [was, is] = [before.get(key), after.get(key)]
    if (was && is && hashJson(was) === hashJson(is)) return []
    const words = !was ? 'accepted since' : !is ? 'accepted no more' : 'accepted otherwise since'
    return [`${path} for shape ${shape} is ${words}`]
  })
  const file = files.pathOf({ kind: 'accepted', ...name })
  if (changes.length > 0) fail('release/losses-changed', { release: formatReleaseName(name), file, changes })
}
