import { equalJson } from '../../json/equal.ts'
import { getAt } from '../../json/pointer.ts'
import type { Json, JsonObject } from '../../json/value.ts'
import { applies, follow, type Habit } from './habit.ts'
import type { Random } from './random.ts'
import { sampleAgents } from './sample-agents.ts'

/** A user's edit: the config afterwards, and the one place that differs. */
export type SampleEdit = {
  readonly config: JsonObject
  /** JSON Pointer of what was set. */
  readonly path: string
  /** Absent where the user added it. */
  readonly before: Json | undefined
  readonly after: Json
}

const habits: readonly Habit[] = Object.values(sampleAgents).flatMap(
  (agent): readonly Habit[] => agent.habits,
)

/**
 * Sets one place of a config as a user does: to another value that its schema allows. The config is
 * one of the starter workspace's agents, of any version.
 *
 * Throws TypeError where it has no place that users of those agents set.
 */
export function editConfig(config: JsonObject, random: Random): SampleEdit {
  let open = habits.filter((habit) => applies(habit, config))
  while (open.length > 0) {
    const habit = random.weighted(open)
    const before = getAt(config, habit.tokens)
    for (let attempt = 0; attempt < 8; attempt++) {
      const edited = follow(habit, config, random)
      const after = getAt(edited, habit.tokens) as Json
      if (before === undefined || !equalJson(before, after))
        return { config: edited, path: habit.path, before, after }
    }
    // One that gives always the same value, which the config has already.
    open = open.filter((other) => other !== habit)
  }
  throw new TypeError('the config has no place that users of the starter agents set')
}
