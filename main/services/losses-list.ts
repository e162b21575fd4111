import type { LossList, NamedAcceptance } from '../../shared/api/losses.ts'
import type { ReleaseName } from '../../shared/release/name.ts'
import { judgeLosses } from '../../shared/review/acceptance.ts'
import type { Acceptance } from '../../shared/review/acceptance-form.ts'
import { placeKey } from '../../shared/review/place-key.ts'
import { readAcceptances } from './losses.ts'
import { findLossPreview, isSilent, type LossParts, lossesByShape } from './losses-of-preview.ts'

type Words = Pick<Acceptance, 'who' | 'at' | 'reason'>

/** All losses of a finished preview by shape, and what of them is accepted. Raises what finding the preview raises. */
export async function listLosses(
  parts: LossParts,
  name: ReleaseName,
  options: { preview?: string | undefined; signal: AbortSignal },
): Promise<LossList> {
  const { preview, bundle } = await findLossPreview(parts, name, options)
  const { acceptances } = await readAcceptances(parts.files, name)
  const losses = lossesByShape(parts.previews, preview)
  const judgement = judgeLosses(losses.filter(isSilent), acceptances, bundle)
  const judged = new Map(judgement.losses.map((loss) => [placeKey(loss), loss.acceptance]))
  const listed = losses.map((loss) => {
    const acceptance = isSilent(loss) ? judged.get(placeKey(loss)) : undefined
    const { path, class: kind, step, shape, from, configs } = loss
    const blocks = isSilent(loss) && acceptance === undefined
    return {
      path,
      class: kind,
      step,
      shape,
      from,
      configs,
      blocks,
      accepted: acceptance ? words(acceptance) : null,
    }
  })
  return {
    agent: name.agent,
    to: name.version,
    preview: preview.id,
    losses: [...listed.filter((one) => one.blocks), ...listed.filter((one) => !one.blocks)],
    forgotten: judgement.forgotten.map(namedAcceptance),
    unmet: judgement.unmet.map(namedAcceptance),
  }
}

const words = ({ who, at, reason }: Acceptance): Words => ({ who, at, reason })

const namedAcceptance = (acceptance: Acceptance): NamedAcceptance => ({
  path: acceptance.path,
  shape: acceptance.shape,
  ...words(acceptance),
})
