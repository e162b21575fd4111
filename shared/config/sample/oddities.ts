import { rawNumber } from '../../json/value.ts'
import { adds, type Habit, sets, setsAny } from './habit.ts'
import * as words from './words.ts'

// Keys that a pointer has to escape, that JavaScript gives a meaning to, or that look like list places.
const KEYS = [
  'a/b',
  '~',
  '~1',
  '__proto__',
  'constructor',
  'toString',
  '',
  '0',
  '-',
  'ключ',
  '名前',
  '🧭',
  'e\u0301',
  ' with  blanks ',
  '$ref',
  'a"b\\c',
]
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** What few customers do and every reader and writer of configs must stand: odd keys, and numbers that a double drops digits of. */
export const oddities: readonly Habit[] = [
  ...KEYS.flatMap((key) => [
    adds(`/metadata/${escaped(key)}`, (random) =>
      random.pick<string | null | boolean>([words.prompt(random), null, false]),
    ),
    adds(`/processing/${escaped(key)}`, (random) => ({
      limit: random.int(0, 9),
      list: [],
    })),
    ...[
      '/data_sources/microservice',
      '/data_sources/bigquery',
      '/integrations/bigquery_options',
      '/voice',
      '/budgets',
      '/sources/crm',
    ].map((parent) =>
      adds(
        `${parent}/${escaped(key)}`,
        (random) => random.pick<string | number>([words.company(random), random.int(0, 9)]),
        0.3,
      ),
    ),
    ...['/channels', '/platforms', '/thresholds/priority_rules'].map((parent) =>
      adds(
        `${parent}/${escaped(key)}`,
        parent === '/thresholds/priority_rules' ? () => ({ confidence: 0.61 }) : () => ({ enabled: false }),
        0.5,
      ),
    ),
  ]),
  adds('/metadata/account', (random) => rawNumber(`9007199254740${random.int(993, 999)}`), 6),
  adds(
    '/metadata/precise',
    (random) => rawNumber(`0.1000000000000000055511151231257827${random.int(1, 9)}`),
    4,
  ),
  adds('/metadata/budget', (random) => rawNumber(`${random.int(1, 99)}.50`), 4),
  adds('/metadata/empty', () => ({ list: [], object: {}, nothing: null, text: '' }), 4),
  adds('/metadata/deep', () => ({ a: [{ b: [[{ c: { d: [null, { e: 'f' }] } }]] }] }), 4),
  adds('/metadata/long', (random) => words.prompt(random).repeat(20), 2),
  sets('/processing/temperature', () => rawNumber('1.0'), 6),
  ...setsAny(
    ['/thresholds/min_confidence_score', '/thresholds/min_confidence_threshold'],
    (random) => rawNumber(`0.${random.int(5, 9)}0`),
    6,
  ),
  sets(
    '/thresholds/min_revenue_increase',
    (random) => rawNumber(`123456789012345678${random.int(10, 99)}.25`),
    4,
  ),
  ...setsAny(
    ['/thresholds/priority_rules/high/confidence', '/priority_rules/0/conditions/confidence_min'],
    () => rawNumber('0.90'),
    3,
  ),
  sets('/budgets/daily', (random) => rawNumber(`${random.int(1, 99)}.10`), 3),
  sets('/alerts/overspend_percent', () => rawNumber('12.3456789012345678901234567'), 3),
]
