import type { Random } from './random.ts'

const COMPANIES = [
  ...['acme', 'baecker-huber', 'cafe-lumiere', 'dolomiti-sport', 'east-river-dental', 'fjord-outdoor'],
  ...['green-leaf', 'hanami-travel', 'iberia-homes', 'jade-garden', 'kiwi-motors', 'lindqvist-law'],
  ...['maple-street', 'nordlicht', 'oakwood-vets', 'pampas-grill', 'quartz-watches', 'riviera-yachts'],
  ...['sakura-books', 'tante-emma', 'umbra-lighting', 'vesta-kitchens', 'wanderlust', 'zephyr-bikes'],
]
const PEOPLE = [
  'anna',
  'bruno',
  'chloe',
  'dev',
  'elif',
  'fatima',
  'goran',
  'hana',
  'ines',
  'jonas',
  'kofi',
  'li.wei',
]
const ZONES = [
  ...[
    'America/New_York',
    'America/Sao_Paulo',
    'America/Argentina/Buenos_Aires',
    'Europe/Berlin',
    'Europe/Lisbon',
  ],
  ...[
    'Asia/Tokyo',
    'Asia/Kolkata',
    'Asia/Dubai',
    'Africa/Lagos',
    'Australia/Sydney',
    'Pacific/Auckland',
    'UTC',
  ],
]
const TAGS = [
  ...[
    'local-business',
    'ecommerce',
    'b2b',
    'saas',
    'franchise',
    'seasonal',
    'multi-language',
    'vip',
    'trial',
  ],
  ...['Münchner Innenstadt', '季節限定', 'prueba'],
]
const PROMPTS = [
  'Focus on local SEO opportunities.',
  'Never mention competitors by name. Prices always include VAT.',
  'Bevorzuge Begriffe mit Ortsbezug, etwa „Bäckerei in Regensburg“; kein Marketingdeutsch.',
  'Nous vendons surtout entre novembre et janvier : privilégiez les recherches saisonnières.',
  'Usa siempre el tratamiento de «usted» y evita anglicismos.',
  'Escreva em português do Brasil e cite sempre a garantia de 90 dias.',
  '敬語を使い、地域名（例：京都市）を必ず入れてください。',
  '请优先考虑移动端搜索，标题不超过 30 个字。',
  'اكتب بالعربية الفصحى، واذكر التوصيل المجاني.',
  'Пишите коротко, без «уникальных предложений».',
  'हिंदी और अंग्रेज़ी दोनों में सुझाव दें।',
  'Line one\nLine two:\t"quoted", with a backslash \\ and an emoji 🥐.',
]
const MODELS = [
  'gpt-4',
  'gpt-4o',
  'gpt-4.1',
  'gpt-4.1-mini',
  'claude-sonnet-4',
  'gemini-2.5-pro',
  'mistral-large',
]

export const company = (random: Random): string => `${random.pick(COMPANIES)}-${random.int(1, 999)}`
export const email = (random: Random): string => `${random.pick(PEOPLE)}@${company(random)}.example`
/** Each once, as their schema has it: of a million tenants one drew the same twice. */
export const emails = (random: Random): string[] => [
  ...new Set(Array.from({ length: random.int(1, 4) }, () => email(random))),
]
export const zone = (random: Random): string => random.pick(ZONES)
export const tags = (random: Random): string[] => random.some(TAGS, random.int(1, 4))
export const prompt = (random: Random): string => random.some(PROMPTS, random.int(1, 2)).join(' ')
export const model = (random: Random): string => random.pick(MODELS)
export const phone = (random: Random): string =>
  `+${random.int(1, 98)}${random.int(100_000_000, 999_999_999)}`
export const clock = (random: Random): string =>
  `${String(random.int(0, 23)).padStart(2, '0')}:${random.pick(['00', '15', '30', '45'])}`
export const project = (random: Random): string =>
  `${company(random)}-${random.pick(['prod', 'analytics', 'bi'])}`
export const secret = (random: Random, of: string): string => `${of}_${company(random).replaceAll('-', '_')}`
export const flag = (random: Random): boolean => random.chance(0.5)

/** Between 0 and 1, with up to four digits after the point, as sliders and hands give them. */
export const confidence = (random: Random): number => random.decimal(0.4, 0.98, random.int(1, 4))

/** An amount a month: round ones, and now and then one to the cent. */
export const money = (random: Random): number =>
  random.chance(0.7) ? random.int(1, 400) * 50 : random.decimal(20, 9000, 2)
