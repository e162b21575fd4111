import type { FinishedPreview } from '../../../shared/api/releases.ts'

export type { FinishedPreview }

/** The previews that a release of an agent and version can be made with, the newest first. */
export const usable = (
  previews: readonly FinishedPreview[],
  { agent, to }: { readonly agent?: string; readonly to?: string },
): readonly FinishedPreview[] =>
  previews
    .filter((one) => (agent === undefined || one.agent === agent) && (to === undefined || one.to === to))
    .toSorted((a, b) => Date.parse(b.finishedAt) - Date.parse(a.finishedAt))
