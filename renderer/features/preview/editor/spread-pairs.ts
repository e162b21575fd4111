import type { SpreadReport } from '../../../../shared/api/evidence.ts'

export type SpreadPair = {
  readonly path: string
  readonly before: SpreadReport | undefined
  readonly after: SpreadReport | undefined
}

/** Both sides of each place together, in the order in which places come first. */
export function bySpreadPath(spreads: readonly SpreadReport[]): readonly SpreadPair[] {
  const found = new Map<string, SpreadPair>()
  for (const spread of spreads) {
    const pair = found.get(spread.path) ?? { path: spread.path, before: undefined, after: undefined }
    found.set(spread.path, { ...pair, [spread.side]: spread })
  }
  return [...found.values()]
}
