import type { LossEntry } from '../../../../shared/api/losses.ts'

/** The losses at one path, of one class, in whatever shapes. */
export type LossAtPath = {
  readonly path: string
  readonly class: string
  readonly step: string | null
  readonly configs: number
  /** Whether one of its shapes stands against a proposal. */
  readonly blocks: boolean
  readonly shapes: readonly LossEntry[]
  /** By who and why they were accepted, together with the shapes for which they were. */
  readonly accepted: readonly {
    readonly who: string
    readonly at: string
    readonly reason: string
    readonly shapes: readonly string[]
  }[]
}

/** Losses path by path; those that block come first, as they are given. */
export function lossesByPath(losses: readonly LossEntry[]): readonly LossAtPath[] {
  const groups = Map.groupBy(losses, ({ path, class: kind, step }) => JSON.stringify([path, kind, step]))
  return [...groups.values()].map((shapes) => {
    const { path, class: kind, step } = shapes[0] as LossEntry
    const accepted = Map.groupBy(
      shapes.filter((one) => one.accepted !== null),
      ({ accepted }) => JSON.stringify([accepted?.who, accepted?.reason]),
    )
    return {
      path,
      class: kind,
      step,
      shapes,
      configs: shapes.reduce((sum, one) => sum + one.configs, 0),
      blocks: shapes.some((one) => one.blocks),
      accepted: [...accepted.values()].map((group) => ({
        // They were filtered for it.
        ...(group[0]?.accepted as NonNullable<LossEntry['accepted']>),
        shapes: group.map(({ shape }) => shape),
      })),
    }
  })
}
