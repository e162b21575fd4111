import type { ReleaseName } from '../../shared/release/name.ts'
import { judgeLosses } from '../../shared/review/acceptance.ts'
import { type Acceptance, placeKey } from '../../shared/review/acceptance-form.ts'
import { readAcceptances } from './losses.ts'
import { findLossPreview, isSilent, type LossParts, lossesByShape } from './losses-of-preview.ts'

type Words = Pick<Acceptance, 'who' | 'at' | 'reason'>
type NamedAcceptance = Words & Pick<Acceptance, 'path' | 'shape'>

/** What a version loses, as `loss list --json` prints it. */
export type LossList = {
  readonly agent: string
  readonly to: string
  readonly preview: string
  /** Those that block first. */
  readonly losses: readonly {
    readonly path: string
    readonly class: string
    readonly step: string | null
    readonly shape: string
    readonly from: string
    readonly configs: number
    /** Whether it stands against a proposal. */
    readonly blocks: boolean
    readonly accepted: Words | null
  }[]
  /** Acceptances that fit no more, for the migration or the default config has changed since. */
  readonly forgotten: readonly NamedAcceptance[]
  /** Acceptances that fit, of losses that this preview has not met. */
  readonly unmet: readonly NamedAcceptance[]
}

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
