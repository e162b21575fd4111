import { rawNumber } from '../../../json/value.ts'
import { adds, type Habit, sets, setsAny } from '../habit.ts'
import type { Random } from '../random.ts'
import * as words from '../words.ts'
import { commonHabits, NOBODY, type SampleAgent } from './sample-agent.ts'

const limits = { max_cpc: 2.5, target_cpa: 30, target_roas: null }
const first = {
  version: '1.0.0',
  tenant_id: NOBODY,
  budgets: { currency: 'EUR', daily: 150, monthly: 4000, pacing: 'even' },
  bids: { strategy: 'target_cpa', ...limits },
  platforms: {
    google_ads: { enabled: true, account_id: null, daily_share: 60, negative_keywords: [] },
    meta_ads: { enabled: true, account_id: null, daily_share: 30 },
    tiktok_ads: { enabled: false, account_id: null, daily_share: 10 },
  },
  alerts: { overspend_percent: 15, cpa_increase_percent: 25, ctr_drop_percent: 20, recipients: [] },
  approval: { required_above: 500 },
  processing: { ai_model: 'gpt-4', temperature: 0.3, max_tokens: 1500, custom_prompt_additions: '' },
  metadata: { setup_completed: false, onboarding_version: '1.0.0' },
}
const second = {
  ...first,
  version: '1.1.0',
  budgets: { ...first.budgets, pacing: 'standard' },
  bids: { strategy: 'target_cpa', limits },
  platforms: {
    google_ads: { enabled: true, account_id: null, budget_share: 0.6, negative_keywords: [] },
    meta_ads: { enabled: true, account_id: null, budget_share: 0.3 },
    tiktok_ads: { enabled: false, account_id: null, budget_share: 0.1 },
  },
  alerts: { overspend: 0.15, cpa_increase: 0.25, ctr_drop: 0.2, impression_share_drop: 0.2, recipients: [] },
}

const percent = (random: Random) =>
  random.chance(0.6) ? random.int(1, 80) : random.decimal(0.5, 80, random.int(1, 3))
const part = (random: Random) => random.decimal(0.01, 0.8, random.int(2, 4))
const price = (random: Random) => random.decimal(0.05, 120, 2)
const account = (random: Random) =>
  `${random.int(100, 999)}-${random.int(100, 999)}-${random.int(1000, 9999)}`

const habits: readonly Habit[] = [
  ...commonHabits,
  sets('/processing/custom_prompt_additions', words.prompt, 5),
  sets('/budgets/currency', (random) => random.pick(['USD', 'GBP', 'JPY', 'BRL', 'INR', 'CHF']), 6),
  sets('/budgets/daily', words.money, 10),
  sets('/budgets/monthly', (random) => words.money(random) * 20, 8),
  // As an accounting system exports them: with digits that a double drops.
  sets('/budgets/monthly', (random) => rawNumber(`${random.int(1, 90)}000.00`), 0.4),
  sets('/budgets/pacing', () => 'front_loaded', 2),
  sets('/bids/strategy', (random) => random.pick(['manual_cpc', 'max_clicks', 'target_roas']), 5),
  ...setsAny(['/bids/max_cpc', '/bids/limits/max_cpc'], price, 6),
  ...setsAny(['/bids/target_cpa', '/bids/limits/target_cpa'], price, 6),
  ...setsAny(['/bids/target_roas', '/bids/limits/target_roas'], (random) => random.decimal(1, 12, 1), 4),
  ...['google_ads', 'meta_ads', 'tiktok_ads'].flatMap((platform) => [
    sets(`/platforms/${platform}/enabled`, words.flag, 3),
    sets(`/platforms/${platform}/account_id`, account, 4),
    sets(`/platforms/${platform}/daily_share`, percent, 3),
    sets(`/platforms/${platform}/budget_share`, part, 3),
  ]),
  sets('/platforms/google_ads/negative_keywords', words.tags, 3),
  adds('/platforms/google_ads/conversion_action', (random) => random.pick(['purchase', 'lead', 'call'])),
  ...['bing_ads', 'Pinterest', 'ads/other'].map((name) =>
    adds(
      `/platforms/${name.replaceAll('/', '~1')}`,
      (random) => ({ enabled: words.flag(random), account_id: account(random) }),
      0.5,
    ),
  ),
  ...['overspend', 'cpa_increase', 'ctr_drop'].flatMap((alert) => [
    sets(`/alerts/${alert}_percent`, percent, 4),
    sets(`/alerts/${alert}`, part, 4),
  ]),
  sets('/alerts/recipients', words.emails, 6),
  sets('/approval/required_above', words.money, 4),
  adds('/metadata/custom_tags', words.tags, 3),
]

/** The paid_ads agent: budgets, bids, platforms, alerts. */
export const paidAds: SampleAgent = {
  bases: { '1.0.0': first, '1.1.0': second },
  habits,
  omitted: [
    ...[
      '/processing',
      '/approval',
      '/metadata',
      '/bids',
      '/alerts',
      '/platforms/tiktok_ads',
      '/bids/target_roas',
    ],
    ...['/platforms/meta_ads/daily_share', '/budgets/pacing', '/alerts/ctr_drop_percent', '/bids/limits'],
  ],
}
