import { isCrosswalkError } from '../errors/index.ts'
import type { Examined, World } from './examined.ts'
import type { CheckFinding } from './finding.ts'

/** CW141, CW142: moves whose target is taken, in the default config or in one that the schema allows. */
export function checkCollisions(examined: Examined): readonly CheckFinding[] {
  const certain = collisionsIn(examined.usual)
  const possible = examined.full?.fits ? collisionsIn(examined.full) : []
  return [
    ...certain.map(({ id, ...data }) => examined.atStep('CW141', id, data)),
    ...possible
      .filter(({ id }) => !certain.some((other) => other.id === id))
      .map(({ id, ...data }) => examined.atStep('CW142', id, data)),
  ]
}

type Collision = { readonly id: string; readonly from: string; readonly to: string }

const collisionsIn = (world: World | undefined): readonly Collision[] =>
  (world?.run.failures ?? []).flatMap(({ id, error }) =>
    isCrosswalkError(error, 'lens/target-occupied') || isCrosswalkError(error, 'lens/target-blocked')
      ? [{ id, from: error.data.from, to: error.data.to }]
      : [],
  )
