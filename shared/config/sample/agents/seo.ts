import { withMember } from '../../../json/object.ts'
import { isList, isObject, type JsonObject } from '../../../json/value.ts'
import { adds, type Habit, sets, setsAny, withMembers } from '../habit.ts'
import type { Random } from '../random.ts'
import * as words from '../words.ts'
import { commonHabits, NOBODY, type SampleAgent } from './sample-agent.ts'

const sources = {
  microservice: {
    enabled: true,
    url: 'http://onside:8000/api/v1/seo/analyze',
    api_key_ref: 'WALKER_AGENT_API_KEY_ONSIDE_SEO',
    timeout: 30,
    retry_attempts: 3,
  },
  bigquery: { enabled: false, project_id: null, dataset: 'analytics', credentials_secret: null },
  zerodb: { enabled: true, url: 'http://zerodb:6379', database: 0 },
  postgresql_cache: { enabled: true, max_age_days: 30 },
}
const searchConsole = { enabled: false, property_url: null }
const channels = {
  email: { enabled: true, frequency: 'instant', recipients: [] },
  whatsapp: {
    enabled: false,
    phone_number: null,
    quiet_hours: { enabled: false, start: '22:00', end: '08:00', timezone: 'UTC' },
  },
  chat: { enabled: false },
}
const processing = {
  ai_model: 'gpt-4',
  temperature: 0.7,
  max_tokens: 2000,
  custom_prompt_additions: '',
  suggestion_limit: 5,
}
const rules = {
  high: { confidence: 0.85, revenue: 5000 },
  medium: { confidence: 0.7, revenue: 1000 },
  low: { confidence: 0.5, revenue: 500 },
}
const execution = { require_approval_threshold: 0.9, max_auto_executions_per_day: 3 }
const metadata = { setup_completed: false, onboarding_version: '1.0.0' }

const first = {
  version: '1.0.0',
  tenant_id: NOBODY,
  data_sources: sources,
  processing,
  thresholds: { min_confidence_score: 0.7, min_revenue_increase: 1000, priority_rules: rules },
  notifications: { channels: ['email'], ...channels },
  execution,
  metadata,
}
const second = {
  ...first,
  version: '1.1.0',
  data_sources: { ...sources, search_console: searchConsole },
  thresholds: { min_confidence_threshold: 0.7, min_revenue_increase: 1000, priority_rules: rules },
  notifications: { ...first.notifications, push: { enabled: false } },
}
const third = {
  ...second,
  version: '1.2.0',
  execution: { ...execution, auto_execute_high_confidence: false },
  metadata: { ...metadata, custom_tags: [] },
}
const fourth = {
  version: '2.0.0',
  tenant_id: NOBODY,
  integrations: {
    microservice_enabled: true,
    microservice_url: sources.microservice.url,
    microservice_api_key_ref: sources.microservice.api_key_ref,
    microservice_timeout: 30,
    microservice_retry_attempts: 3,
    microservice_options: {},
    bigquery_enabled: false,
    bigquery_project: null,
    bigquery_dataset: 'analytics',
    bigquery_credentials_secret: null,
    bigquery_options: {},
    zerodb_enabled: true,
    zerodb_url: sources.zerodb.url,
    zerodb_database: 0,
    zerodb_options: {},
    postgresql_cache_enabled: true,
    postgresql_cache_max_age_days: 30,
    postgresql_cache_options: {},
    search_console_enabled: false,
    search_console_property_url: null,
    search_console_options: {},
  },
  processing,
  thresholds: { min_confidence_threshold: 0.7, min_revenue_increase: 1000 },
  priority_rules: Object.entries(rules).map(([name, { confidence, revenue }]) => ({
    name,
    conditions: { confidence_min: confidence, revenue_min: revenue },
  })),
  notifications: { delivery_order: ['email'], ...channels, push: { enabled: false } },
  execution: third.execution,
  metadata: third.metadata,
}

const serviceUrl = (random: Random) =>
  `https://seo.${words.company(random)}.example/api/v${random.int(1, 3)}/analyze`
const keyRef = (random: Random) => words.secret(random, 'walker_agent_api_key').toUpperCase()
const property = (random: Random) =>
  random.chance(0.4)
    ? `sc-domain:${words.company(random)}.example`
    : `https://www.${words.company(random)}.example/`
const order = (random: Random) => random.some(['email', 'whatsapp', 'chat', 'push', 'sms'], random.int(0, 4))
const ownSource = (random: Random) => ({
  enabled: words.flag(random),
  url: `https://api.${words.company(random)}.example`,
  api_key_ref: keyRef(random),
  markets: random.some(['de', 'at', 'fr', 'us', 'jp', 'br'], 3),
})
const quietHours = (random: Random) => ({
  enabled: true,
  start: words.clock(random),
  end: words.clock(random),
  timezone: words.zone(random),
})
const figures = (random: Random): JsonObject => ({
  confidence: words.confidence(random),
  revenue: words.money(random),
  ...(random.chance(0.5) ? { monthly_searches: random.int(1, 90) * 100 } : {}),
})
const ruleName = (random: Random) =>
  `${random.pick(['urgent', 'local', 'seasonal', 'Nische', '後回し'])} ${random.int(1, 9999)}`

const ownOptions = withMembers((random) =>
  random.pick<JsonObject>([
    { region: random.pick(['eu-west-1', 'us-east1', 'asia-northeast1']) },
    { headers: { 'X-Client': words.company(random), 'X-Priority': random.int(1, 9) } },
    { verify_tls: words.flag(random), proxy: `http://proxy.${words.company(random)}.example:3128` },
    { labels: words.tags(random) },
  ]),
)

const LEVELS = ['high', 'medium', 'low']

const habits: readonly Habit[] = [
  ...commonHabits,
  sets('/processing/custom_prompt_additions', words.prompt, 10),
  sets('/processing/suggestion_limit', (random) => random.int(1, 20), 5),

  ...setsAny(['/data_sources/microservice/url', '/integrations/microservice_url'], serviceUrl, 5),
  ...setsAny(['/data_sources/microservice/api_key_ref', '/integrations/microservice_api_key_ref'], keyRef, 4),
  ...setsAny(
    ['/data_sources/microservice/timeout', '/integrations/microservice_timeout'],
    (random) => random.pick([5, 10, 45, 60, 90, 120, 12.5]),
    4,
  ),
  ...setsAny(
    ['/data_sources/microservice/retry_attempts', '/integrations/microservice_retry_attempts'],
    (random) => random.int(0, 8),
    3,
  ),
  ...setsAny(
    ['/data_sources/microservice', '/data_sources/bigquery', '/data_sources/zerodb'],
    ownOptions,
    0.7,
  ),
  ...setsAny(['/integrations/microservice_options', '/integrations/bigquery_options'], ownOptions),
  sets(
    '/data_sources/bigquery',
    withMembers((random) => ({
      enabled: true,
      project_id: words.project(random),
      credentials_secret: words.secret(random, 'bigquery_credentials'),
    })),
    8,
  ),
  ...setsAny(
    ['/data_sources/bigquery/dataset', '/integrations/bigquery_dataset'],
    (random) => random.pick(['ga4_export', 'marketing', 'web_analytics_eu']),
    3,
  ),
  sets('/integrations/bigquery_project', words.project, 6),
  ...setsAny(['/data_sources/zerodb/enabled', '/integrations/zerodb_enabled'], words.flag, 4),
  ...setsAny(
    ['/data_sources/zerodb/database', '/integrations/zerodb_database'],
    (random) => random.int(0, 15),
    2,
  ),
  ...setsAny(
    ['/data_sources/postgresql_cache/max_age_days', '/integrations/postgresql_cache_max_age_days'],
    (random) => random.pick([1, 7, 14, 60, 90, 0.5]),
    3,
  ),
  sets(
    '/data_sources/search_console',
    withMembers((random) => ({ enabled: true, property_url: property(random) })),
    4,
  ),
  sets('/integrations/search_console_property_url', property, 4),
  ...['semrush', 'ahrefs', 'plausible', 'own-crawler'].flatMap((name) => [
    adds(`/data_sources/${name}`, ownSource, 0.4),
    adds(`/integrations/${name}`, ownSource, 0.4),
  ]),

  ...setsAny(
    ['/thresholds/min_confidence_score', '/thresholds/min_confidence_threshold'],
    words.confidence,
    10,
  ),
  sets('/thresholds/min_revenue_increase', words.money, 8),
  ...LEVELS.flatMap((level, index) => [
    sets(`/thresholds/priority_rules/${level}/confidence`, words.confidence, 2),
    sets(`/thresholds/priority_rules/${level}/revenue`, words.money, 2),
    sets(`/priority_rules/${index}/conditions/confidence_min`, words.confidence, 2),
    sets(`/priority_rules/${index}/conditions/revenue_min`, words.money, 2),
  ]),
  sets('/thresholds/priority_rules/low/priority', () => 'later', 0.3),
  sets('/thresholds/priority_rules', (random, current) =>
    withMember(current !== undefined && isObject(current) ? current : {}, ruleName(random), {
      ...figures(random),
      ...(random.chance(0.5) ? { priority: random.pick(LEVELS) } : {}),
    }),
  ),
  sets('/priority_rules', (random, current) => [
    ...(current !== undefined && isList(current) ? current : []),
    {
      name: ruleName(random),
      conditions: { confidence_min: words.confidence(random), revenue_min: words.money(random) },
    },
  ]),

  ...setsAny(['/notifications/channels', '/notifications/delivery_order'], order, 6),
  sets('/notifications/email/recipients', words.emails, 8),
  sets('/notifications/email/frequency', (random) => random.pick(['hourly', 'daily', 'weekly']), 4),
  sets('/notifications/email/enabled', words.flag, 2),
  adds('/notifications/email/quiet_hours', quietHours, 2),
  sets(
    '/notifications/whatsapp',
    withMembers((random) => ({ enabled: true, phone_number: words.phone(random) })),
    4,
  ),
  sets('/notifications/whatsapp/quiet_hours', quietHours, 4),
  sets('/notifications/whatsapp/quiet_hours/timezone', words.zone, 2),
  sets('/notifications/chat/enabled', words.flag, 2),
  adds('/notifications/chat/webhook_ref', (random) => words.secret(random, 'chat_webhook')),
  sets('/notifications/push/enabled', words.flag, 2),
  adds('/notifications/sms', (random) => ({ enabled: true, phone_number: words.phone(random) }), 0.5),
  adds(
    '/notifications/ms-teams',
    (random) => ({ enabled: words.flag(random), webhook_ref: words.secret(random, 'teams') }),
    0.5,
  ),

  sets('/execution/require_approval_threshold', words.confidence, 3),
  sets('/execution/max_auto_executions_per_day', (random) => random.int(0, 50), 3),
  // Some had these before the version that brings them.
  adds('/execution/auto_execute_high_confidence', words.flag, 2),
  adds('/metadata/custom_tags', words.tags, 4),
]

/** The seo agent: sources, thresholds, notifications. */
export const seo: SampleAgent = {
  bases: { '1.0.0': first, '1.1.0': second, '1.2.0': third, '2.0.0': fourth },
  habits,
  omitted: [
    ...['/processing', '/execution', '/metadata', '/thresholds', '/thresholds/priority_rules'],
    ...[
      '/thresholds/priority_rules/low',
      '/data_sources/zerodb',
      '/data_sources/bigquery/dataset',
      '/data_sources/microservice/enabled',
    ],
    ...[
      '/notifications/channels',
      '/notifications/whatsapp',
      '/notifications/push',
      '/execution/max_auto_executions_per_day',
    ],
    ...['/integrations/zerodb_options', '/priority_rules', '/notifications/delivery_order'],
  ],
}
