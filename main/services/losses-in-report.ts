import { isCrosswalkError } from '../../shared/errors/index.ts'
import { parsePointer } from '../../shared/json/pointer.ts'
import { type Bundle, runDigest } from '../../shared/release/bundle.ts'
import { parseReleaseName } from '../../shared/release/name.ts'
import { type JudgedFinding, judgeFindings, judgeLosses } from '../../shared/review/acceptance.ts'
import type { Finding } from '../../shared/review/findings.ts'
import { touches } from '../../shared/review/touches.ts'
import { gatherBundle } from './bundles.ts'
import { readAcceptances } from './losses.ts'
import { type LossParts, silentLosses } from './losses-of-preview.ts'
import type { Preview } from './ports/snapshots.ts'
import type { PreviewReport } from './preview-report.ts'

/** A report whose findings say what of them is accepted. */
export type JudgedReport = PreviewReport & { readonly findings: readonly JudgedFinding[] }

/**
 * The report of a preview with the acceptances of the workspace: a silent drop that is accepted in every shape blocks
 * no more, and forgotten acceptances are told. A report of other migrations than the workspace has now stays as it is.
 *
 * `path`, a JSON Pointer, is what the report was asked for. Raises `loss/preview-outdated`, `workspace/*`.
 */
export async function judgeReport(
  parts: LossParts,
  report: PreviewReport,
  { path, signal }: { path?: string | undefined; signal: AbortSignal },
): Promise<JudgedReport> {
  const { files, previews } = parts
  const name = parseReleaseName(`${report.agent}@${report.to}`)
  const findings = report.findings as readonly Finding[]
  const { acceptances } = await readAcceptances(files, name)
  if (acceptances.length === 0) return { ...report, findings }
  const preview = previews.get(report.preview)
  const bundle = await findBundle(parts, preview, signal)
  if (bundle === undefined) return { ...report, findings }
  const { losses, forgotten } = judgeLosses(silentLosses(previews, preview), acceptances, bundle)
  const place = path === undefined ? undefined : parsePointer(path)
  const concerned = forgotten.filter((one) => place === undefined || touches(parsePointer(one.path), place))
  return { ...report, findings: judgeFindings(findings, { losses, forgotten: concerned }) }
}

/** The bundle that a preview has run, where the workspace still has it. */
async function findBundle(
  parts: LossParts,
  { agent, to, bundle: run }: Preview,
  signal: AbortSignal,
): Promise<Bundle | undefined> {
  try {
    const bundle = await gatherBundle(parts, agent, to, { signal })
    return runDigest(bundle) === run ? bundle : undefined
  } catch (error) {
    // Somebody is at work on a migration. What a preview has found can be read all the same.
    if (isCrosswalkError(error)) return undefined
    throw error
  }
}
