import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CheckCode } from '../../shared/checks/index.ts'
import type { Json, JsonObject } from '../../shared/json/value.ts'
import { type Around, Checker, schema, usual } from './module.ts'

const checker = new Checker()
after(() => checker.close())

type Case = { readonly steps: string; readonly around?: Around }

/** The schema of the examples, with a text, an object and any text of a map as secrets. */
const secretSchema = {
  ...schema,
  properties: {
    ...(schema.properties as JsonObject),
    tone: { type: 'string', 'x-secret': true },
    limits: { type: 'object', 'x-secret': true },
    channels: { additionalProperties: { properties: { tone: { 'x-secret': true } } } },
  },
} as Json

/** What each check has to see, and what looks like it and is right. */
const cases: {
  readonly [Code in CheckCode]?: { readonly finds: readonly Case[]; readonly passes: readonly Case[] }
} = {
  CW101: {
    finds: [{ steps: "add('/x', 1), transform({ up: (c) => ({ ...c, n: 1 }) })," }],
    passes: [{ steps: 'transform({ up: (c) => ({ ...c }), down: (c) => ({ ...c }) }),' }],
  },
  CW102: {
    finds: [{ steps: "each('/rules', [convert('/kind', [['a', 'x'], ['b', 'x']])])," }],
    passes: [{ steps: "convert('/limits/cpc', { scale: 100 })," }],
  },
  CW103: {
    finds: [{ steps: "to: '1.0.1',\nsteps: [remove('/tone')]," }],
    passes: [{ steps: "to: '1.0.1',\nsteps: [rename('/tone', 'voice')]," }],
  },
  CW104: {
    finds: [
      { steps: "remove('/limits/cpc'), add('/limits/cpc', 4)," },
      { steps: 'transform({ up: (c) => { c.limits.cpc = 4; return c }, down: (c) => ({ ...c }) }),' },
      { steps: 'transform({ up: (c) => Object.assign(c, { retries: 5 }), down: (c) => ({ ...c }) }),' },
      // What stood elsewhere under the same name, and is not read.
      {
        steps:
          'transform({ up: ({ tone, ...c }) => ({ ...c, own: { ...c.own, cpa: 5 } }), down: (c) => ({ ...c }) }),',
      },
    ],
    passes: [
      { steps: "remove('/limits/cpc'), add('/limits/cpm', 4)," },
      { steps: 'transform({ up: (c) => { c.limits.cpc ??= 4; return c }, down: (c) => ({ ...c }) }),' },
      {
        steps:
          'transform({ up: (c) => { if (c.limits.cpc > 9) c.limits.cpc = 9; return c }, down: (c) => ({ ...c }) }),',
      },
      { steps: "transform({ up: (c) => ({ ...c, old: c.tone, tone: 'new' }), down: (c) => ({ ...c }) })," },
      { steps: "transform({ up: (c) => ({ ...c, brand_new: 'x' }), down: (c) => ({ ...c }) })," },
    ],
  },
  CW105: {
    finds: [
      {
        steps:
          'transform({ up: (c) => { const next = { tone: c.tone }; return next }, down: (c) => ({ ...c }) }),',
      },
      {
        steps:
          'transform({ up: (c) => { c.limits = { cpc: c.limits.cpc }; return c }, down: (c) => ({ ...c }) }),',
      },
      {
        steps: 'transform({ up: upgrade, down: (c) => ({ ...c }) }),',
        around: { before: 'function upgrade(c) { return { name: c.name } }' },
      },
    ],
    passes: [
      { steps: 'transform({ up: (c) => ({ ...c, fresh: { cpc: 1 } }), down: (c) => ({ ...c }) }),' },
      {
        steps:
          'transform({ up: (c) => ({ ...c, limits: { ...c.limits, cpc: c.limits.cpc * 2 } }), down: (c) => ({ ...c }) }),',
      },
      {
        steps: 'transform({ up: ({ limits, ...c }) => ({ ...c, bids: limits }), down: (c) => ({ ...c }) }),',
      },
      // Every member is read, and the schema allows no other.
      {
        steps:
          'transform({ up: (c) => ({ ...c, limits: { cpc: c.limits.cpa, cpa: c.limits.cpc } }), down: (c) => ({ ...c }) }),',
        around: {
          from: {
            schema: {
              type: 'object',
              properties: {
                limits: { type: 'object', properties: { cpc: {}, cpa: {} }, additionalProperties: false },
              },
            },
          },
        },
      },
    ],
  },
  CW106: {
    finds: [
      { steps: 'transform({ up: (c) => ({ ...c, at: String(new Date()) }) }),' },
      { steps: 'transform({ up: (c) => ({ ...c, at: Math.random() }) }),' },
      { steps: 'transform({ up: (c) => ({ ...c, id: crypto.randomUUID() }) }),' },
    ],
    passes: [
      {
        steps:
          'transform({ up: (c) => ({ ...c, day: new Date(c.since).getUTCDay(), now: c.now, most: Math.max(1, c.n) }) }),',
      },
      {
        steps: 'transform({ up: (c) => ({ ...c, at: crypto(c) }) }),',
        around: { before: 'const crypto = (c) => c.name' },
      },
    ],
  },
  CW107: {
    finds: [{ steps: 'transform({ up: (c) => { console.log(c); return c } }),' }],
    passes: [
      { steps: 'transform({ up: (c) => ({ ...c, process: c.fetch, console: 1 }) }),' },
      { steps: 'transform({ up: ({ process, ...c }) => ({ ...c, steps: process }) }),' },
    ],
  },
  CW108: {
    finds: [
      { steps: 'transform({ up: (c) => { for (;;) c.n++ } }),' },
      { steps: 'transform({ up: (c) => { do { for (const t of c.tags) break } while (1) } }),' },
    ],
    passes: [
      { steps: 'transform({ up: (c) => { while (true) { if (c.n > 3) return c; c.n++ } } }),' },
      { steps: 'transform({ up: (c) => { outer: for (;;) for (;;) break outer; return c } }),' },
      { steps: 'transform({ up: (c) => { for (let i = 0; i < 3; i++) c.n++; return c } }),' },
    ],
  },
  CW109: {
    finds: [
      {
        steps:
          'transform({ up: ({ tone: voice, ...c }) => { return { ...c, voice, more: [1] } }, down: (c) => ({ ...c }) }),',
      },
    ],
    passes: [
      { steps: 'transform({ up: ({ tone, ...c }) => ({ ...c, voice: tone.trim() }) }),' },
      { steps: 'transform({ up: ({ tone, ...c }) => ({ ...c, a: tone, b: tone }) }),' },
      { steps: "transform({ up: ({ tone = 'plain', ...c }) => ({ ...c, voice: tone }) })," },
    ],
  },
  CW117: {
    finds: [{ steps: "transform({ up: (c) => { c.tenant_id = 'x'; return c } })," }],
    passes: [{ steps: "transform({ up: (c) => ({ ...c, rules: { version: '2' } }) })," }],
  },
  CW118: {
    finds: [{ steps: "transform({ up: (c) => (new RegExp('^(a*)*$').test(c.name) ? c : { ...c }) })," }],
    passes: [{ steps: 'transform({ up: (c) => (/^(\\.\\d+)*$/.test(c.name) ? c : { ...c }) }),' }],
  },
  CW119: {
    finds: [
      { steps: 'transform({ up: (c) => { seen = c.name; return c } }),', around: { before: 'let seen' } },
    ],
    passes: [
      { steps: 'transform({ up: (c) => { let seen = 0; seen++; return { ...c, seen } } }),' },
      { steps: 'transform({ up: (c) => ({ ...c, seen }) }),', around: { before: 'let seen = 1\nseen = 2' } },
    ],
  },
  CW125: {
    finds: [
      { steps: "rename('/tone', 'voice'), remove('/voice')," },
      { steps: "each('/rules', [remove('/min')])," },
    ],
    passes: [
      {
        steps:
          "move('/refresh/slot/at', '/at'), move('/refresh/slot/timezone', '/timezone'), remove('/refresh/slot'),",
      },
      { steps: "add('/x', 1), remove('/x')," },
      {
        steps: "remove('/tone'),",
        around: {
          from: {
            meta: {
              custom_metadata: {
                user_configurable: false,
                config_schema_version: '1.0.0',
                required_variables: [],
                optional_data_sources: [],
              },
              variables: [],
            },
          },
        },
      },
    ],
  },
  CW132: {
    finds: [{ steps: 'transform({ up: (c) => ({ ...c, n: c.m }), down(c) { return c } }),' }],
    passes: [{ steps: 'transform({ up: (c) => c, down: (c) => c }),' }],
  },
  CW133: {
    finds: [{ steps: 'transform({ up: (c) => { try { c.n = c.a.b } catch (error) {} return c } }),' }],
    passes: [{ steps: 'transform({ up: (c) => { try { c.n = c.a.b } catch { c.n = 0 } return c } }),' }],
  },
  CW135: {
    finds: [
      {
        steps: "add('/x', 1),",
        around: { to: { schema: { properties: { rules: { items: { additionalProperties: false } } } } } },
      },
    ],
    // Of the default config it is said already, as an error.
    passes: [
      { steps: "wrap('/tone'),", around: { to: { schema: { properties: { tone: { type: 'string' } } } } } },
    ],
  },
  CW140: {
    finds: [
      { steps: "remove('/tonality')," },
      { steps: "each('/rules', [rename('/minimum', 'min_size')])," },
      { steps: "rename('/limits', 'bids'), convert('/bids/cpm', { scale: 2 })," },
    ],
    passes: [
      { steps: "rename('/limits', 'bids'), convert('/bids/cpc', { scale: 2 })," },
      { steps: "each('/channels', [rename('/tone', 'voice')])," },
      { steps: "rename('/channels/newsletter/tone', 'voice')," },
      // Of what stands in there, the schema says nothing.
      {
        steps: "rename('/own/thing', 'other'),",
        around: { from: { schema: { properties: { own: { type: 'object' } } } } },
      },
      // One of the two conditions holds.
      {
        steps:
          "when({ path: '/pacing', equals: 'fast' }, [rename('/tone', 'a')]), when({ path: '/pacing', equals: 'slow' }, [rename('/tone', 'b')]),",
      },
      {
        steps:
          "each('/rules', [when({ path: '/kind', equals: 'a' }, [rename('/value', 'x')]), when({ path: '/kind', equals: 'b' }, [rename('/value', 'y')])]),",
      },
    ],
  },
  CW141: {
    finds: [
      { steps: "add('/voice', 'x'), rename('/tone', 'voice')," },
      { steps: "move('/tone', '/pacing/tone')," },
    ],
    passes: [{ steps: "rename('/pacing', 'speed'), rename('/tone', 'pacing')," }],
  },
  CW142: {
    finds: [{ steps: "each('/rules', [rename('/value', 'min')])," }],
    passes: [{ steps: "each('/rules', [rename('/value', 'least')])," }],
  },
  CW143: {
    finds: [
      { steps: "add('/pacing', 'even')," },
      { steps: "add('/x', {}), add('/x/y', 1), rename('/x', 'z'), remove('/z')," },
    ],
    passes: [
      { steps: "add('/tone', 'plain')," },
      { steps: "add('/x', 1), when({ path: '/pacing', equals: 'even' }, [remove('/x')])," },
    ],
  },
  CW144: {
    finds: [
      { steps: "remove('/limits'), rename('/limits/cpc', 'max_cpc')," },
      { steps: "convert('/pacing', [['even', 'fast']]), convert('/pacing', [['fast', 'slow']])," },
    ],
    passes: [
      { steps: "rename('/tone', 'voice'), wrap('/voice')," },
      { steps: "convert('/pacing', [['even', 'x'], ['fast', 'y']]), convert('/pacing', [['slow', 'z']])," },
    ],
  },
  CW145: {
    finds: [
      { steps: "wrap('/tone'),", around: { to: { schema: { properties: { tone: { type: 'string' } } } } } },
      { steps: "remove('/tone'),", around: { to: { schema: { required: ['tone'] } } } },
    ],
    passes: [
      { steps: "wrap('/tone'),", around: { to: { schema: { properties: { tone: { type: 'array' } } } } } },
    ],
  },
  CW146: {
    finds: [{ steps: "add('/x', 1),", around: { to: { defaults: usual } } }],
    passes: [
      { steps: "rename('/retries', 'n'), rename('/n', 'retries'),", around: { to: { defaults: usual } } },
    ],
  },
  CW147: {
    finds: [{ steps: "when({ path: '/pacing', equals: 'even' }, [redefault('/retries', 4, 5)])," }],
    passes: [{ steps: "redefault('/retries', 3, 4), redefault('/nickname', 'a', 'b')," }],
  },
  CW148: {
    finds: [
      {
        steps: "each('/rules', [convert('/kind', [['a', 'x']])]),",
        around: {
          to: {
            schema: { properties: { rules: { items: { properties: { kind: { enum: ['x', 'y'] } } } } } },
          },
        },
      },
    ],
    passes: [
      {
        steps: "convert('/pacing', [['even', 'standard'], ['fast', 'accelerated']]),",
        around: { to: { schema: { properties: { pacing: { enum: ['standard', 'accelerated', 'slow'] } } } } },
      },
      { steps: "convert('/tone', [['plain', 'dry']]),", around: { to: { schema } } },
    ],
  },
  CW149: {
    finds: [
      { steps: "when({ path: '/pacing', exists: false }, [add('/x', 1)])," },
      { steps: "when({ path: '/tonality', exists: true }, [add('/x', 1)])," },
      { steps: "when({ path: '/retries', oneOf: ['3', '4'] }, [add('/x', 1)])," },
    ],
    passes: [
      { steps: "when({ path: '/tone', exists: false }, [add('/x', 1)])," },
      { steps: "rename('/tone', 'voice'), when({ path: '/voice', equals: 'dry' }, [add('/x', 1)])," },
      {
        steps:
          "convert('/pacing', [['even', 'quick']]), when({ path: '/pacing', equals: 'quick' }, [add('/x', 1)]),",
      },
    ],
  },
  CW150: {
    finds: [
      { steps: "add('/x', { smtp_password: 'Tulip42Garden' })," },
      { steps: "// https://me:Tulip42@db.acme.io\nadd('/x', 1)," },
    ],
    passes: [{ steps: "add('/smtp_password', null), add('/password_hint', 'Tulip42Garden')," }],
  },
  CW151: {
    finds: [{ steps: "deprecate('/tone', { feature: 'Tone', message: 'Ask jane.doe@acme-tools.com.' })," }],
    passes: [{ steps: "// by jane.doe@acme-tools.com\nadd('/x', 'jane@example.com')," }],
  },
  CW152: {
    finds: [
      { steps: "rename('/limits/cpc', 'cpm')," },
      { steps: "when({ path: '/tone', equals: 'dry' }, [add('/x', 1)])," },
      { steps: "each('/channels', [add('/x', 1)]), convert('/channels/web/tone', [['a', 'b']])," },
      { steps: 'transform({ up: (c) => ({ ...c, dry: c.tone === 1 }), down: (c) => ({ ...c }) }),' },
    ].map((one) => ({ ...one, around: { from: { schema: secretSchema } } })),
    passes: [
      { steps: "move('/limits', '/bids'), rename('/tone', 'voice'), add('/voices', 1)," },
      { steps: "when({ path: '/tone', exists: true }, [add('/x', 1)])," },
      { steps: 'transform({ up: (c) => ({ ...c, n: c.name }), down: (c) => ({ ...c }) }),' },
    ].map((one) => ({ ...one, around: { from: { schema: secretSchema } } })),
  },
  CW160: {
    finds: [
      { steps: "// crosswalk-allow CW999: why\nadd('/x', 1)," },
      { steps: "// crosswalk-allow: why\nadd('/x', 1)," },
      { steps: "// crosswalk-allow CW161: why\nadd('/x', 1)," },
      { steps: "// crosswalk-allow CW125:   \nremove('/tone')," },
    ],
    passes: [{ steps: "add('/x', '// crosswalk-allow CW999'), // crosswalk-allowed" }],
  },
  CW161: {
    finds: [
      { steps: "remove('/tone'),\n// crosswalk-allow CW125: on the wrong side\nadd('/x', 1)," },
      { steps: "add('/x', 1), // crosswalk-allow CW125: of the line before\nremove('/tone')," },
    ],
    passes: [
      { steps: "remove('/tone'), // crosswalk-allow CW125: nobody ever saw it" },
      { steps: "// crosswalk-allow CW125: nobody ever saw it\n// and CW103 too\n\nremove('/tone')," },
    ],
  },
}

for (const [code, { finds, passes }] of Object.entries(cases)) {
  test(`${code} is found in what it is about, and in nothing that only looks like it`, async () => {
    for (const { steps, around } of finds)
      assert.ok((await checker.codes(steps, around)).includes(code as CheckCode), `not found in ${steps}`)
    for (const { steps, around } of passes) {
      const found = (await checker.findings(steps, around)).filter((one) => one.code === code)
      assert.deepEqual(
        found.map(({ message }) => message),
        [],
        `found in ${steps}`,
      )
    }
  })
}
