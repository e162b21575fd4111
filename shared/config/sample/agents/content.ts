import { adds, type Habit, sets } from '../habit.ts'
import type { Random } from '../random.ts'
import * as words from '../words.ts'
import { commonHabits, NOBODY, type SampleAgent } from './sample-agent.ts'

const first = {
  version: '1.0.0',
  tenant_id: NOBODY,
  voice: {
    tone_of_voice: 'friendly',
    language: 'en',
    reading_level: 'general',
    banned_words: [],
    custom_prompt_additions: '',
  },
  channels: {
    blog: { enabled: true, words: 900, author: null },
    linkedin: { enabled: false, words: 150, hashtags: [] },
    instagram: { enabled: false, words: 80, hashtags: [] },
  },
  calendar: { timezone: 'UTC', days: ['tue', 'thu'], publish_at: '09:00', lead_days: 3, blackout_dates: [] },
  approval: { required: true, approvers: [] },
  processing: { ai_model: 'gpt-4', temperature: 0.8, max_tokens: 3000 },
  metadata: { setup_completed: false, onboarding_version: '1.0.0' },
}
const { publish_at: at, ...calendar } = first.calendar
const second = {
  ...first,
  version: '1.1.0',
  channels: {
    blog: { ...first.channels.blog, tone: null },
    linkedin: { ...first.channels.linkedin, tone: null },
    instagram: { ...first.channels.instagram, tone: null },
    newsletter: { enabled: false, words: 400, tone: null },
  },
  calendar: { ...calendar, publish_times: [at] },
  processing: { ...first.processing, ai_model: 'gpt-4.1' },
}

const tone = (random: Random) =>
  random.pick(['matter-of-fact', 'playful', 'warm', 'sachlich', 'élégant et sobre', '親しみやすい'])
const hashtags = (random: Random) => words.tags(random).map((tag) => `#${tag.replaceAll(/[ -]/g, '')}`)
const dates = (random: Random) =>
  random.some(['2026-12-24', '2026-12-25', '2027-01-01', '2027-04-02', '2028-02-29'], random.int(1, 4))

const habits: readonly Habit[] = [
  ...commonHabits,
  sets('/voice/tone_of_voice', tone, 10),
  sets(
    '/voice/language',
    (random) => random.pick(['de', 'de-AT', 'fr-CA', 'pt-BR', 'es-419', 'ja', 'zh-Hant-TW']),
    8,
  ),
  sets('/voice/reading_level', (random) => random.pick(['simple', 'expert']), 3),
  sets(
    '/voice/banned_words',
    (random) => random.some(['cheap', 'synergy', 'Schnäppchen', 'leverage', 'game-changer', '世界一'], 3),
    5,
  ),
  sets('/voice/custom_prompt_additions', words.prompt, 8),
  adds('/voice/style_guide', (random) => `https://docs.${words.company(random)}.example/style`),
  ...['blog', 'linkedin', 'instagram'].flatMap((channel) => [
    sets(`/channels/${channel}/enabled`, words.flag, 3),
    sets(`/channels/${channel}/words`, (random) => random.int(3, 240) * 10, 3),
  ]),
  sets('/channels/linkedin/hashtags', hashtags, 3),
  sets('/channels/blog/author', (random) => words.email(random).split('@')[0] as string, 3),
  sets('/channels/blog/tone', tone, 4),
  ...['podcast', 'TikTok', 'print/local'].map((name) =>
    adds(
      `/channels/${name.replaceAll('/', '~1')}`,
      (random) => ({
        enabled: words.flag(random),
        words: random.int(1, 60) * 50,
        voice: random.pick(['alloy', 'nova']),
      }),
      0.5,
    ),
  ),
  sets('/calendar/timezone', words.zone, 6),
  sets(
    '/calendar/days',
    (random) => random.some(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], random.int(1, 5)),
    6,
  ),
  sets('/calendar/publish_at', words.clock, 6),
  sets('/calendar/publish_times', (random) => [words.clock(random), words.clock(random)], 6),
  sets('/calendar/lead_days', (random) => random.int(0, 21), 3),
  sets('/calendar/blackout_dates', dates, 3),
  sets('/approval/required', words.flag, 3),
  sets('/approval/approvers', words.emails, 5),
  adds('/metadata/custom_tags', words.tags, 3),
]

/** The content agent: tone of voice, channels, publishing calendar. */
export const content: SampleAgent = {
  bases: { '1.0.0': first, '1.1.0': second },
  habits,
  omitted: [
    ...['/processing', '/approval', '/metadata', '/calendar', '/channels/instagram', '/channels/blog/author'],
    ...['/calendar/publish_at', '/calendar/blackout_dates', '/voice/reading_level', '/processing/ai_model'],
  ],
}
