import { formatPointer, getAt, isPrefix, parsePointer } from '../json/pointer.ts'
import { type Fate, follow, trailOf } from '../migration/follow.ts'
import { placesOf } from './check-code.ts'
import type { Examined } from './examined.ts'
import type { CheckFinding } from './finding.ts'
import type { VersionDocuments } from './subject.ts'

/** CW126: what the flow no longer takes, while its setting stays. */
export function checkFeatures(examined: Examined): readonly CheckFinding[] {
  const { from, to, migration } = examined.subject
  const world = examined.full ?? examined.usual
  // Behind code nobody can tell what became of a setting.
  if (!from.meta || !to.meta || !world || examined.hasCode) return []
  const trail = trailOf(world.run)
  const gone = [...goneVariables(from.meta, to.meta), ...goneSources(from.meta, to.meta, world.config)]
  return gone.flatMap(({ what, tokens, isTaken }) => {
    const fate = follow(tokens, trail)
    if (fate.kind === 'dropped' || getAt(world.config, tokens) === undefined || isTaken(fate)) return []
    return [examined.atMember('CW126', 'steps', { what, version: migration.to, path: formatPointer(tokens) })]
  })
}

type Meta = NonNullable<VersionDocuments['meta']>

/** A feature that is gone, its setting, and whether something else takes that at the place where it ends. */
type Gone = {
  readonly what: string
  readonly tokens: readonly string[]
  readonly isTaken: (fate: Exclude<Fate, { kind: 'dropped' }>) => boolean
}

function goneVariables(from: Meta, to: Meta): readonly Gone[] {
  const fed = to.custom_metadata.required_variables.flatMap(({ path }) =>
    path === undefined ? [] : [parsePointer(path)],
  )
  const after = new Set([...to.custom_metadata.required_variables, ...to.variables].map(({ name }) => name))
  return from.custom_metadata.required_variables.flatMap(({ name, path }) =>
    path === undefined || after.has(name)
      ? []
      : [
          {
            what: `the variable ${name}`,
            tokens: parsePointer(path),
            isTaken: ({ tokens }) => fed.some((other) => isPrefix(other, tokens) || isPrefix(tokens, other)),
          },
        ],
  )
}

/** Sources are known by name alone: the setting of one is what the config has under that name, where it has one. */
function goneSources(from: Meta, to: Meta, config: Parameters<typeof placesOf>[0]): readonly Gone[] {
  const after = to.custom_metadata.optional_data_sources
  return from.custom_metadata.optional_data_sources.flatMap((name) => {
    const [tokens, ...others] = after.includes(name) ? [] : placesOf(config, name)
    if (!tokens || others.length > 0) return []
    const isTaken: Gone['isTaken'] = (fate) => after.includes(fate.tokens.at(-1) ?? '')
    return [{ what: `the data source ${name}`, tokens, isTaken }]
  })
}
