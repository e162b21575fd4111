import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, type Config, callerOf, codeStep, configOf, migrationOf } from '../../test/support/code.ts'
import { convert, move, remove, rename } from '../authoring/index.ts'
import type { Version } from '../config/ids.ts'
import { type Json, type JsonObject, rawNumber } from '../json/value.ts'
import type { Step } from '../lens/step.ts'
import { Examiner } from '../review/examine.ts'

const FROM = '1.0.0' as Version
const TO = '2.0.0' as Version

type Options = {
  /** The default config of 1.0.0; without one every leaf counts as the user's. */
  readonly usual?: JsonObject
  readonly before?: readonly Step[]
  readonly after?: readonly Step[]
}

/** What the evidence says became of each customised leaf of a config, as "class" or "class -> place". */
function fates(
  members: JsonObject,
  up: (config: Config) => unknown,
  options: Options = {},
): { [path: string]: string } {
  const code: Code = { up }
  const steps = [...(options.before ?? []), codeStep(code), ...(options.after ?? [])]
  const plan = {
    agent: 'seo',
    path: [migrationOf(FROM, TO, steps)],
    to: TO,
    defaults: options.usual === undefined ? {} : { [FROM]: configOf(options.usual) },
  }
  const examined = new Examiner(plan, callerOf([code])).examine(configOf(members), FROM)
  return Object.fromEntries(
    examined.preserved.map((one) => [
      one.path,
      one.to === undefined ? one.class : `${one.class} -> ${one.to}`,
    ]),
  )
}

const DROPPED = 'dropped-silently'

test('what code leaves in its place is kept, whatever it does around it', () => {
  const found = fates({ a: 1, b: { c: 'x', d: [true, null] }, e: rawNumber('1.0') }, (config) => ({
    ...config,
    b: { ...config.b, extra: 5 },
    more: [],
  }))
  assert.deepEqual(found, { '/a': 'kept', '/b/c': 'kept', '/b/d/*': 'kept', '/e': 'kept' })
})

test('a leaf that code leaves out is found, of whatever kind it is', () => {
  const values: Json[] = [
    'text',
    'x',
    '',
    250,
    0,
    0.75,
    true,
    false,
    null,
    [],
    {},
    rawNumber('12345678901234567890'),
  ]
  for (const value of values) {
    const found = fates({ lost: value, a: 1 }, ({ lost: _, ...rest }) => rest)
    assert.deepEqual(found, { '/lost': DROPPED, '/a': 'kept' }, JSON.stringify(value))
  }
})

test('a constant written over a leaf is found', () => {
  const values: Json[] = ['mine', '', 7, 0, true, false, null, [], {}, ['q'], { q: 1 }]
  for (const value of values) {
    for (const constant of ['fixed', 3, !value, ['fixed'], { fixed: true }] as Json[]) {
      const found = fates({ limit: value }, (config) => ({ ...config, limit: constant }))
      assert.ok(
        Object.values(found).every((fate) => fate === DROPPED),
        `${JSON.stringify(value)} by ${JSON.stringify(constant)}: ${JSON.stringify(found)}`,
      )
    }
  }
})

test('a value that gives way to a default because it counts as none is found', () => {
  for (const [value, usual, up] of [
    [0, 3, (x: Config) => x.v || 5],
    [0, 5, (x: Config) => (x.v || 5) * 1000],
    [0, 3, (x: Config) => (x.v || 5) * 1000],
    [0, 3, (x: Config) => `${x.v || 5}px`],
    ['', 'abc', (x: Config) => x.v || 'none'],
    ['', 'abc', (x: Config) => `Hello ${x.v || 'you'}`],
    [false, true, (x: Config) => x.v || true],
    [null, 'abc', (x: Config) => x.v ?? 'none'],
    [null, 30, (x: Config) => (x.v ?? 30) * 1000],
    [[], ['a'], (x: Config) => (x.v.length > 0 ? x.v : ['all'])],
    [[], ['a'], (x: Config) => (x.v.length > 0 ? x.v : ['all']).map((one: string) => `<${one}>`)],
  ] as [Json, Json, (config: Config) => unknown][]) {
    for (const options of [{}, { usual: { v: usual } }]) {
      const found = fates(
        { v: value },
        (config) => ({ version: 'x', tenant_id: config.tenant_id, out: up(config) }),
        options,
      )
      assert.deepEqual(found, { '/v': DROPPED }, `${JSON.stringify(value)}: ${up}`)
    }
  }
})

test('a shallow merge that replaces an object is found, member by member', () => {
  const found = fates(
    { notifications: { email: { on: true, to: 'me@x' }, sms: { on: false } }, a: 1 },
    (config) => ({
      ...config,
      ...{ notifications: { email: { on: true }, push: { on: false } } },
    }),
  )
  assert.deepEqual(found, {
    '/notifications/email/on': 'kept',
    '/notifications/email/to': DROPPED,
    '/notifications/sms/on': DROPPED,
    '/a': 'kept',
  })
})

test('a loss above or below a threshold is found where it happens, and only there', () => {
  const above = (config: Config) => ({ ...config, budget: Math.min(config.budget, 1000) })
  assert.deepEqual(fates({ budget: 999 }, above), { '/budget': 'kept' })
  assert.deepEqual(fates({ budget: 1000 }, above), { '/budget': 'kept' })
  for (const budget of [1001, 1002, 5000.5])
    assert.deepEqual(fates({ budget }, above), { '/budget': DROPPED })

  const gone = ({ budget, ...rest }: Config) => (budget < 10 ? rest : { ...rest, money: budget * 100 })
  for (const budget of [9, 9.5, 0, -3]) assert.deepEqual(fates({ budget }, gone), { '/budget': DROPPED })
  assert.deepEqual(fates({ budget: 11.5 }, gone), { '/budget': 'converted -> /money' })

  const flag = ({ budget, ...rest }: Config) => ({ ...rest, rich: budget > 100 })
  for (const budget of [1, 99, 100, 101, 500])
    assert.deepEqual(fates({ budget }, flag), { '/budget': DROPPED })

  const tier = ({ score, ...rest }: Config) => ({
    ...rest,
    tier: score < 0.65 ? 'low' : score < 0.75 ? 'mid' : 'high',
  })
  assert.deepEqual(fates({ score: 0.7 }, tier), { '/score': DROPPED })

  const cut = ({ name, ...rest }: Config) => ({ ...rest, title: name.slice(0, 5) })
  assert.deepEqual(fates({ name: 'abcdefgh' }, cut), { '/name': DROPPED })
  assert.deepEqual(fates({ name: 'abcde' }, cut), { '/name': 'moved -> /title' })
})

test('a loss for some tenants only is found for those', () => {
  const code = (config: Config) =>
    config.tenant_id === 't-1' ? { ...config, prompt: 'standard' } : { ...config }
  assert.deepEqual(fates({ prompt: 'mine' }, code), { '/prompt': DROPPED })
  assert.deepEqual(fates({ prompt: 'mine', tenant_id: 't-2' }, code), { '/prompt': 'kept' })
})

test('a loss for one value only is found', () => {
  const code = ({ mode, ...rest }: Config) => (mode === 'legacy' ? rest : { ...rest, mode })
  assert.deepEqual(fates({ mode: 'legacy' }, code), { '/mode': DROPPED })
  assert.deepEqual(fates({ mode: 'modern' }, code), { '/mode': 'kept' })
  const nine = ({ n, ...rest }: Config) => (n === 9 ? rest : { ...rest, m: n * 2 })
  assert.deepEqual(fates({ n: 9 }, nine), { '/n': DROPPED })
  const off = ({ sms, ...rest }: Config) => (sms ? { ...rest, channel: 'sms' } : rest)
  assert.deepEqual(fates({ sms: false }, off), { '/sms': DROPPED })
})

test('a value that comes out as the default does is no longer the user’s own', () => {
  const known = ({ mode, ...rest }: Config) => ({
    ...rest,
    style: { fast: 'f', slow: 's', turbo: 'f' }[mode as 'fast'] ?? `other-${mode}`,
  })
  assert.deepEqual(fates({ mode: 'turbo' }, known, { usual: { mode: 'fast' } }), { '/mode': DROPPED })
  assert.deepEqual(fates({ mode: 'turbo' }, known, { usual: { mode: 'slow' } }), {
    '/mode': 'converted -> /style',
  })
})

test('a number or text that code writes elsewhere as its own constant does not pass for the user’s', () => {
  const code = ({ timeout: _, zone: __, ...rest }: Config) => ({
    ...rest,
    retry: 250,
    region: 'Europe/Vienna',
    ...(rest.premium ? { limit: 5000 } : {}),
  })
  for (const options of [{}, { usual: { timeout: 1, zone: 'UTC', premium: false, budget: 1 } }]) {
    const found = fates({ timeout: 250, zone: 'Europe/Vienna', premium: true }, code, options)
    assert.deepEqual(found, { '/timeout': DROPPED, '/zone': DROPPED, '/premium': 'kept' })
  }
  const budget = ({ budget: _, ...rest }: Config) => ({ ...rest, ...(rest.premium ? { limit: 5000 } : {}) })
  assert.deepEqual(fates({ budget: 5000, premium: true }, budget), { '/budget': DROPPED, '/premium': 'kept' })
})

test('of two equal values the one that is lost is found, whichever it is', () => {
  const keepsSecond = ({ a: _, b, ...rest }: Config) => ({ ...rest, c: b })
  assert.deepEqual(fates({ a: 'hello', b: 'hello' }, keepsSecond), { '/a': DROPPED, '/b': 'moved -> /c' })
  assert.deepEqual(fates({ b: 'hello', a: 'hello' }, keepsSecond), { '/b': 'moved -> /c', '/a': DROPPED })
  const takesPlace = ({ b, ...rest }: Config) => ({ ...rest, a: b })
  assert.deepEqual(fates({ a: 5, b: 5 }, takesPlace), { '/a': DROPPED, '/b': 'moved -> /a' })
  assert.deepEqual(fates({ a: true, b: true }, takesPlace), { '/a': DROPPED, '/b': 'moved -> /a' })
})

test('lost items of lists are found, also among equal neighbours', () => {
  const first = (config: Config) => ({ ...config, to: config.to.slice(1) })
  for (const to of [
    ['a', 'b', 'c'],
    ['a', 'a', 'b'],
    [1, 1, 2],
    [true, true, false],
  ] as Json[][]) {
    const found = new Examiner(
      { agent: 'seo', path: [migrationOf(FROM, TO, [codeStep({ up: first })])], to: TO, defaults: {} },
      callerOf([{ up: first }]),
    ).examine(configOf({ to }), FROM).preserved
    assert.deepEqual(
      found.map((one) => one.class),
      ['dropped-silently', 'moved', 'moved'],
      JSON.stringify(to),
    )
  }
  assert.deepEqual(
    fates({ to: ['a', 'b', 'c'] }, (config) => ({ ...config, to: config.to.slice(0, 2) }))['/to/*'],
    DROPPED,
  )
  assert.deepEqual(
    fates({ to: ['a'] }, (config) => ({ ...config, to: [] })),
    { '/to/*': DROPPED },
  )
  const filtered = (config: Config) => ({
    ...config,
    to: config.to.filter((one: string) => one !== 'old').slice(0, 2),
  })
  assert.equal(fates({ to: ['old'] }, filtered)['/to/*'], DROPPED)
  assert.equal(fates({ to: ['old', 'b'] }, filtered, { usual: { to: [null, 'b'] } })['/to/*'], DROPPED)
})

test('an item that a neighbour of the default config replaces is found', () => {
  const first = (config: Config) => ({ ...config, to: config.to.slice(1) })
  assert.deepEqual(fates({ to: ['d', 'd'] }, first, { usual: { to: ['q', 'd'] } }), { '/to/*': DROPPED })
})

test('empty lists and objects are found where they get lost, and kept where they stand', () => {
  assert.deepEqual(
    fates({ to: [] }, (config) => ({ ...config, to: ['all'] })),
    { '/to': DROPPED },
  )
  assert.deepEqual(
    fates({ to: [] }, ({ to, ...rest }) => (to.length > 0 ? { ...rest, to } : rest)),
    { '/to': DROPPED },
  )
  assert.deepEqual(
    fates({ to: {} }, ({ to, ...rest }) => (Object.keys(to).length > 0 ? { ...rest, to } : rest)),
    {
      '/to': DROPPED,
    },
  )
  assert.deepEqual(
    fates({ to: [] }, (config) => ({ ...config, other: 1 })),
    { '/to': 'kept' },
  )
  assert.deepEqual(
    fates({ to: [] }, ({ to, ...rest }) => ({ ...rest, target: { list: to } })),
    {
      '/to': 'moved -> /target/list',
    },
  )
  assert.deepEqual(
    fates({ a: [], b: ['q'] }, ({ a, b, ...rest }) => ({ ...rest, all: [...a, ...b] })),
    { '/a': 'converted -> /all/*', '/b/*': 'moved -> /all/*' },
  )
  assert.deepEqual(
    fates({ lists: [['a'], []] }, (config) => ({
      ...config,
      lists: config.lists.filter((one: []) => one.length > 0),
    })),
    { '/lists/*/*': 'kept', '/lists/*': DROPPED },
  )
})

test('of a faithful transform nothing is called dropped', () => {
  const config = {
    score: 0.7,
    timeout: 90,
    start: '22:00',
    enabled: false,
    sms: false,
    email: true,
    phone: '+1 (234) 567-89',
    url: 'https://example.com/path',
    note: 'Hello!',
    name: '名前',
    none: null,
    empty: '',
    zero: 0,
    tags: ['b', 'a'],
    nothing: [],
    rules: { low: { min: 0.5 }, high: { min: 0.9, on: true } },
    big: rawNumber('12345678901234567890'),
    tiny: rawNumber('0.10000000000000000001'),
    tail: { a: { b: 'deep' } },
  }
  const up = (c: Config) => ({
    version: c.version,
    tenant_id: c.tenant_id,
    percent: Math.round(c.score * 100),
    timeout_ms: c.timeout * 1000,
    start_minutes: c.start.split(':').reduce((sum: number, part: string) => sum * 60 + Number(part), 0),
    disabled: !c.enabled,
    channels: [...(c.email ? ['email'] : []), ...(c.sms ? ['sms'] : [])],
    phone: c.phone.replace(/\D/g, ''),
    link: { href: c.url },
    text: `${c.note} ${c.name}`,
    nothing_at_all: c.none,
    blank: c.empty,
    offset: c.zero + 32,
    tags: c.tags.join(','),
    list: { of: c.nothing },
    rules: Object.entries(c.rules as Record<string, object>).map(([name, rule]) => ({ name, ...rule })),
    numbers: [c.big, c.tiny],
    tail: c.tail,
  })
  for (const options of [
    {},
    {
      usual: {
        ...config,
        score: 0.5,
        timeout: 30,
        enabled: true,
        sms: true,
        none: 'x',
        zero: 1,
        empty: 'e',
        nothing: ['n'],
      },
    },
  ]) {
    const found = fates(config, up, options)
    assert.deepEqual(
      Object.entries(found).filter(([, fate]) => fate.startsWith('dropped')),
      [],
      JSON.stringify(options),
    )
  }
  const found = fates(config, up)
  assert.equal(found['/timeout'], 'converted -> /timeout_ms')
  assert.equal(found['/url'], 'moved -> /link/href')
  assert.equal(found['/sms'], 'converted -> /channels/*')
  assert.equal(found['/rules/high/min'], 'moved -> /rules/*/min')
  assert.equal(found['/big'], 'moved -> /numbers/*')
  assert.equal(found['/tail/a/b'], 'kept')
})

test('words that code translates are converted, also where it takes no others', () => {
  const words: Record<string, string> = { instant: 'immediate', daily: 'day' }
  const strict = ({ frequency, ...rest }: Config) => {
    if (!(frequency in words)) throw new Error('unknown frequency')
    return { ...rest, every: words[frequency] }
  }
  assert.deepEqual(fates({ frequency: 'instant' }, strict, { usual: { frequency: 'daily' } }), {
    '/frequency': 'converted -> /every',
  })
  // Without another word that the code takes nothing shows that this one is read.
  assert.deepEqual(fates({ frequency: 'instant' }, strict), { '/frequency': DROPPED })
  const passing = ({ frequency, ...rest }: Config) => ({ ...rest, every: words[frequency] ?? frequency })
  assert.deepEqual(fates({ frequency: 'instant' }, passing), { '/frequency': 'converted -> /every' })
})

test('a value in a list that code rebuilds is kept, also where the code takes no other value there', () => {
  const up = (config: Config) => ({
    ...config,
    rules: config.rules.map((rule: Config) => {
      if (rule.kind !== 'instant') throw new Error('unknown kind')
      return { ...rule, extra: 1 }
    }),
  })
  assert.deepEqual(fates({ rules: [{ kind: 'instant', on: true, n: 5 }] }, up), {
    '/rules/*/kind': 'kept',
    '/rules/*/on': 'kept',
    '/rules/*/n': 'kept',
  })
})

test('around code the lenses’ word is looked up, and asked for where it cannot be', () => {
  const convertAll = [convert('/score', { scale: 100 })]
  assert.deepEqual(
    fates({ score: 0.9 }, (config) => ({ ...config }), { after: convertAll }),
    { '/score': 'converted -> /score' },
  )
  // The lens converts what the code had written over the user's value.
  assert.deepEqual(
    fates({ score: 0.9 }, (config) => ({ ...config, score: 0.7 }), { after: convertAll }),
    { '/score': DROPPED },
  )
  assert.deepEqual(
    fates({ score: 0.9 }, (config) => ({ ...config, score: 70 }), { before: convertAll }),
    { '/score': DROPPED },
  )
  assert.deepEqual(
    fates({ a: 'x', b: 'y', old: 1 }, (config) => ({ ...config, note: 'z' }), {
      before: [rename('/a', 'c')],
      after: [move('/b', '/d/e'), remove('/old')],
    }),
    { '/a': 'moved -> /c', '/b': 'moved -> /d/e', '/old': 'dropped' },
  )
})

test('code that refuses every other config is told apart by what stands in its place alone', () => {
  const up = (config: Config) => {
    if (config.a !== 'x' || config.b !== 'y') throw new Error('unknown')
    return { ...config, b: undefined as never, c: 'y' }
  }
  const clean = (config: Config) => {
    const { b: _, ...rest } = up(config)
    return rest
  }
  assert.deepEqual(fates({ a: 'x', b: 'y' }, clean), { '/a': 'kept', '/b': DROPPED })
})
