import { parsePointer } from '../../json/pointer.ts'
import type { JsonObject } from '../../json/value.ts'
import type { AgentName, ConfigId, TenantId, UserId, Version } from '../ids.ts'
import { applies, follow, type Habit, without } from './habit.ts'
import { oddities } from './oddities.ts'
import { Random } from './random.ts'
import { type SampleAgentName, sampleAgents } from './sample-agents.ts'

/** One config row of production, as far as the customer makes it. */
export type SampleConfig = {
  readonly configId: ConfigId
  readonly tenantId: TenantId
  readonly userId: UserId
  readonly agent: AgentName
  readonly flowVersion: Version
  readonly config: JsonObject
}

export type SampleOptions = {
  /** The same seed gives the same tenants, and a greater number of tenants begins with the same ones. */
  readonly seed: number
  readonly tenants: number
  readonly agent: SampleAgentName
  /** How many of the tenants have each version, against each other: `{ '1.0.0': 1, '1.2.0': 3 }`. */
  readonly versions: { readonly [version: string]: number }
}

const OMITTING = 0.08
const ODD = 0.05
const MOST_CHANGES = 15

/**
 * Configs such as real customers have them, one a tenant: most have changed some five settings of the
 * default, some nothing, a few fifteen; some lack optional members, a few have odd keys and numbers.
 * Each fits the schema of its version in the starter workspace.
 *
 * Throws RangeError where the agent has no such version.
 */
export function* generateTenants({ seed, tenants, agent, versions }: SampleOptions): Generator<SampleConfig> {
  const random = new Random(seed)
  const makers = Object.entries(versions).map(([version, weight]) => ({
    weight,
    make: maker(agent, version),
  }))
  if (!makers.some(({ weight }) => weight > 0)) throw new RangeError('no version has a weight above 0')
  for (let index = 0; index < tenants; index++) yield random.weighted(makers).make(random)
}

function maker(agent: SampleAgentName, version: string): (random: Random) => SampleConfig {
  const { bases, habits, omitted } = sampleAgents[agent]
  const base = (bases as { readonly [version: string]: JsonObject })[version]
  if (!base)
    throw new RangeError(
      `there is no sample of ${agent} ${version}; there are ${Object.keys(bases).join(', ')}`,
    )
  const usable = (all: readonly Habit[]) => all.filter((habit) => applies(habit, base))
  const usual = usable(habits)
  const odd = usable(oddities)
  const omissions = omitted.map(parsePointer)

  const change = (config: JsonObject, from: readonly Habit[], times: number, random: Random): JsonObject => {
    let changed = config
    for (let time = 0; time < times; time++) {
      const habit = random.weighted(from)
      if (applies(habit, changed)) changed = follow(habit, changed, random)
    }
    return changed
  }

  return (random) => {
    const tenantId = random.uuid()
    let config: JsonObject = { ...base, tenant_id: tenantId }
    if (random.chance(OMITTING)) {
      const left = random.some(omissions, random.chance(0.15) ? 2 : 1)
      for (const tokens of left) config = without(config, tokens)
    }
    config = change(config, usual, changes(random), random)
    if (random.chance(ODD)) config = change(config, odd, random.int(1, 3), random)
    return {
      configId: random.uuid() as ConfigId,
      tenantId: tenantId as TenantId,
      userId: random.uuid() as UserId,
      agent: agent as string as AgentName,
      flowVersion: version as Version,
      config,
    }
  }
}

// One in ten has changed nothing, the others five settings on average and few of them many.
function changes(random: Random): number {
  if (random.chance(0.1)) return 0
  let count = 1
  while (count < MOST_CHANGES && random.chance(0.8)) count++
  return count
}
