import { isList, type Json } from '../../../json/value.ts'
import { adds, type Habit, sets, setsAny, withMembers } from '../habit.ts'
import type { Random } from '../random.ts'
import * as words from '../words.ts'
import { commonHabits, NOBODY, type SampleAgent } from './sample-agent.ts'

const visitors = {
  id: 'new-visitors',
  name: 'New visitors',
  lookback_days: 30,
  criteria: { visits: { max: 1 } },
}
const customers = {
  id: 'loyal-customers',
  name: 'Loyal customers',
  lookback_days: 365,
  criteria: { orders: { min: 3 } },
}
const slot = { at: '03:00', timezone: 'UTC' }
const sources = {
  analytics: { enabled: true, provider: 'ga4', property_id: null },
  crm: { enabled: false, provider: 'hubspot', credentials_secret: null },
}
const privacy = { min_audience_size: 100, consent_required: true, regions: ['eu'] }

const first = {
  version: '1.0.0',
  tenant_id: NOBODY,
  segments: [
    { ...visitors, min_size: 500 },
    { ...customers, min_size: 100 },
  ],
  sources: { ...sources, third_party_cookies: { enabled: false, partner: null } },
  refresh: { every_hours: 24, slot },
  privacy,
  export: { destination: 'google_ads', hashed: true },
  processing: { ai_model: 'gpt-4', temperature: 0.2, max_tokens: 2500, custom_prompt_additions: '' },
  metadata: { setup_completed: false, onboarding_version: '1.0.0' },
}
const second = {
  ...first,
  version: '1.1.0',
  segments: [
    { ...visitors, minimum_size: 500, status: 'active' },
    { ...customers, minimum_size: 100, status: 'active' },
  ],
  sources,
  refresh: { every_hours: 24, ...slot },
  privacy: { ...privacy, legal_basis: 'consent' },
  export: { destinations: ['google_ads'], hashed: true },
}

const size = (random: Random) => random.int(1, 500) * 10
const destination = (random: Random) => random.pick(['meta_ads', 'mailchimp', 'sftp', 'webhook', 'bigquery'])
const segment = (random: Random) => {
  const id = `segment-${random.int(1, 99_999)}`
  return {
    id,
    name: random.pick([
      'Wiederkehrer',
      'Window shoppers',
      'Clients perdus',
      '常連のお客様',
      'Abandoned carts',
    ]),
    lookback_days: random.int(1, 400),
    criteria: { orders: { min: random.int(0, 9) }, country: random.some(['de', 'fr', 'jp', 'us'], 2) },
  }
}
const withSegment = (random: Random, current: Json | undefined) => [
  ...(current !== undefined && isList(current) ? current : []),
  segment(random),
]

const habits: readonly Habit[] = [
  ...commonHabits,
  sets('/processing/custom_prompt_additions', words.prompt, 5),
  sets('/segments', withSegment, 8),
  ...[0, 1].flatMap((index) => [
    ...setsAny([`/segments/${index}/min_size`, `/segments/${index}/minimum_size`], size, 4),
    sets(`/segments/${index}/lookback_days`, (random) => random.int(1, 730), 4),
    sets(
      `/segments/${index}/name`,
      (random) => random.pick(['Neukunden', 'Premiers achats', 'Top 10 %', '新規']),
      2,
    ),
    adds(`/segments/${index}/criteria/utm_source`, (random) =>
      random.some(['newsletter', 'google', 'tiktok'], 2),
    ),
    adds(`/segments/${index}/colour`, (random) => random.pick(['#c0ffee', '#0b7285'])),
  ]),
  sets('/segments/0/status', () => 'paused', 3),
  sets('/sources/analytics/provider', (random) => random.pick(['matomo', 'piwik_pro', 'adobe']), 4),
  sets('/sources/analytics/property_id', (random) => String(random.int(100_000_000, 999_999_999)), 8),
  sets(
    '/sources/crm',
    withMembers((random) => ({
      enabled: true,
      provider: random.pick(['hubspot', 'salesforce', 'pipedrive']),
      credentials_secret: words.secret(random, 'crm'),
    })),
    6,
  ),
  sets('/sources/third_party_cookies', () => ({ enabled: true, partner: 'criteo' }), 3),
  adds('/sources/loyalty-app', (random) => ({
    enabled: words.flag(random),
    api_key_ref: words.secret(random, 'app'),
  })),
  sets('/refresh/every_hours', (random) => random.pick([1, 2, 6, 12, 48, 168, 1.5]), 6),
  ...setsAny(['/refresh/slot/at', '/refresh/at'], words.clock, 5),
  ...setsAny(['/refresh/slot/timezone', '/refresh/timezone'], words.zone, 5),
  sets('/privacy/min_audience_size', size, 4),
  sets('/privacy/consent_required', words.flag, 3),
  sets('/privacy/regions', (random) => random.some(['eu', 'us', 'br', 'jp', 'ch'], random.int(1, 3)), 4),
  adds('/privacy/dpo', words.email),
  sets('/export/destination', destination, 6),
  sets('/export/destinations', (random) => [destination(random)], 6),
  sets('/export/hashed', words.flag, 2),
  adds('/metadata/custom_tags', words.tags, 3),
]

/** The audience_intelligence agent: segments, sources, refresh. */
export const audienceIntelligence: SampleAgent = {
  bases: { '1.0.0': first, '1.1.0': second },
  habits,
  omitted: [
    ...[
      '/processing',
      '/metadata',
      '/refresh',
      '/refresh/slot',
      '/refresh/slot/timezone',
      '/privacy',
      '/export',
    ],
    ...[
      '/sources/third_party_cookies',
      '/privacy/consent_required',
      '/segments/0/min_size',
      '/export/destination',
    ],
  ],
}
