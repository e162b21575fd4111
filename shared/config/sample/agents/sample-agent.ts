import type { JsonObject } from '../../../json/value.ts'
import { adds, type Habit, sets } from '../habit.ts'
import * as words from '../words.ts'

/** What the generator knows of an agent. */
export type SampleAgent = {
  /** The default config of each version: what a customer has who never changed anything. */
  readonly bases: { readonly [version: string]: JsonObject }
  readonly habits: readonly Habit[]
  /** Paths of optional members that a part of the customers does not have. */
  readonly omitted: readonly string[]
}

/** The tenant of every default config. */
export const NOBODY = '00000000-0000-0000-0000-000000000000'

/** What all agents' configs have in common. */
export const commonHabits: readonly Habit[] = [
  sets('/processing/ai_model', words.model, 4),
  sets('/processing/temperature', (random) => random.decimal(0, 1.4, random.int(1, 3)), 4),
  sets('/processing/max_tokens', (random) => random.int(2, 40) * 256, 3),
  adds('/processing/top_p', (random) => random.decimal(0.1, 1, 2)),
  adds('/processing/stop', (random) => random.some(['\n\n', '###', '</answer>'], 2)),
  sets('/metadata/setup_completed', () => true, 8),
  sets('/metadata/onboarding_version', (random) => `1.${random.int(0, 2)}.${random.int(0, 9)}`),
  adds('/metadata/account_manager', words.email, 2),
  adds('/metadata/customer_number', (random) => random.int(10_000, 99_999_999), 2),
  adds('/metadata/crm', (random) => ({
    id: random.uuid(),
    synced: words.flag(random),
    tier: random.pick(['gold', 'silver', null]),
  })),
]
