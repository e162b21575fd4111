import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { customisations } from '../../shared/config/customisations.ts'
import type { Version } from '../../shared/config/ids.ts'
import { equalJson } from '../../shared/json/equal.ts'
import { isRawNumber, type Json, rawNumber } from '../../shared/json/value.ts'
import { Examiner } from '../../shared/review/examine.ts'
import { type Config, callerOf, codeStep, configOf, migrationOf } from '../support/code.ts'

const FROM = '1.0.0' as Version
const TO = '2.0.0' as Version

// Few values, so that equal ones are often met at several places, and as constants of the code.
const value = fc.constantFrom<Json>(
  ...[null, true, false, 0, 1, 2, 250, -3, 0.7, 0.75, '', 'x', 'ab', 'daily', 'me@example.com', [], {}],
  rawNumber('12345678901234567890'),
)

/** What the code does to one member. Only `lose*` lose anything. */
type Deed =
  | { readonly kind: 'keep' | 'move' | 'bury' | 'convert' | 'append' | 'lose' }
  | { readonly kind: 'overwrite' | 'overwrite-void'; readonly by: Json }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constantFrom('keep', 'move', 'bury', 'convert', 'append', 'lose') }),
  fc.record({ kind: fc.constantFrom('overwrite', 'overwrite-void'), by: value }),
)

const isVoid = (one: Json): boolean =>
  !one || (typeof one === 'object' && !isRawNumber(one) && Object.keys(one).length === 0)

/** Another form of a value that gives it back, or the value itself where there is none. */
function converted(one: Json): Json {
  if (typeof one === 'number') return one * 4 + 1
  if (typeof one === 'string') return `<${one}>`
  return typeof one === 'boolean' ? { state: one ? 'on' : 'off' } : one
}

type Member = { readonly value: Json; readonly deed: Deed; readonly usual: Json }

const members = fc
  .array(fc.record({ value, deed, usual: value }), { minLength: 1, maxLength: 7 })
  .map((list) => Object.fromEntries(list.map((member, index) => [`k${index}`, member])))
const decoys = fc.array(fc.record({ when: fc.boolean(), value }), { maxLength: 3 })

function codeOf(plan: Record<string, Member>, constants: readonly { when: boolean; value: Json }[]) {
  return (config: Config): Config => {
    const out: Config = {
      version: config.version,
      tenant_id: config.tenant_id,
      premium: config.premium,
      all: [],
    }
    for (const [key, { deed }] of Object.entries(plan)) {
      if (!(key in config)) continue
      const here = config[key] as Json
      if (deed.kind === 'keep') out[key] = here
      if (deed.kind === 'move') out[`to_${key}`] = here
      if (deed.kind === 'bury') out[`deep_${key}`] = [{ name: key, is: here }]
      if (deed.kind === 'convert') out[`new_${key}`] = converted(here)
      if (deed.kind === 'append') out.all.push(here)
      if (deed.kind === 'overwrite') out[key] = deed.by
      if (deed.kind === 'overwrite-void') out[key] = isVoid(here) ? deed.by : here
    }
    // Constants, some of which depend on the config.
    constants.forEach(({ when, value: constant }, index) => {
      if (config.premium === when) out[`constant_${index}`] = constant
    })
    return out
  }
}

function isLost({ value: own, deed }: Member): boolean {
  if (deed.kind === 'lose') return true
  if (deed.kind === 'overwrite') return !equalJson(own, deed.by)
  return deed.kind === 'overwrite-void' && isVoid(own) && !equalJson(own, deed.by)
}

test('whatever code does, every loss is found, and nothing that it carries over is called lost', () => {
  let [losses, kept] = [0, 0]
  fc.assert(
    fc.property(members, decoys, fc.boolean(), (plan, constants, hasDefaults) => {
      const up = codeOf(plan, constants)
      const membersOf = (side: 'value' | 'usual') =>
        Object.fromEntries(Object.entries(plan).map(([key, member]) => [key, member[side]]))
      const config = configOf({ ...membersOf('value'), premium: true })
      const usual = configOf({ ...membersOf('usual'), premium: true })
      const examiner = new Examiner(
        {
          agent: 'seo',
          path: [migrationOf(FROM, TO, [codeStep({ up })])],
          to: TO,
          defaults: hasDefaults ? { [FROM]: usual } : {},
        },
        callerOf([{ up }]),
      )
      const found = examiner.examine(config, FROM).preserved
      const leaves = customisations(config, hasDefaults ? usual : undefined)
      assert.equal(found.length, leaves.length)
      leaves.forEach((leaf, index) => {
        const member = plan[leaf.tokens[0] as string]
        const lost = member !== undefined && isLost(member)
        if (lost) losses++
        else kept++
        assert.equal(
          found[index]?.class === 'dropped-silently',
          lost,
          `${leaf.tokens}: ${found[index]?.class}`,
        )
      })
    }),
    { numRuns: Number(process.env.RUNS ?? 5_000) },
  )
  assert.ok(losses > 1_000 && kept > 1_000, `${losses} lost, ${kept} kept`)
})

/** What the code does to a list: some items go, then all are turned, then constants come in. */
type ListDeed = {
  readonly without: readonly number[]
  readonly form: 'same' | 'reversed' | 'objects' | 'map' | 'moved'
  readonly front: readonly Json[]
  readonly end: readonly Json[]
}

const item = fc.constantFrom<Json>('a', 'b', 'me@example.com', 1, 2, 0.5, true, false, 0, '', null)
const listDeed: fc.Arbitrary<ListDeed> = fc.record({
  without: fc.uniqueArray(fc.nat(4), { maxLength: 2 }),
  form: fc.constantFrom('same', 'reversed', 'objects', 'map', 'moved'),
  front: fc.array(item, { maxLength: 1 }),
  end: fc.array(item, { maxLength: 1 }),
})

const rebuilt =
  ({ without, form, front, end }: ListDeed) =>
  ({ to, ...rest }: Config): Config => {
    const left = (to as Json[]).filter((_, index) => !without.includes(index))
    if (form === 'map')
      return { ...rest, to: Object.fromEntries(left.map((one, index) => [`n${index}`, one])) }
    const turned = form === 'reversed' ? left.toReversed() : left
    const list = [...front, ...(form === 'objects' ? turned.map((is) => ({ is })) : turned), ...end]
    return form === 'moved' ? { ...rest, targets: { list } } : { ...rest, to: list }
  }

test('whatever code does to a list, the items that it loses are found, and no others', () => {
  let losses = 0
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), listDeed, (to, how) => {
      const up = rebuilt(how)
      const path = [migrationOf(FROM, TO, [codeStep({ up })])]
      const examiner = new Examiner({ agent: 'seo', path, to: TO, defaults: {} }, callerOf([{ up }]))
      const { preserved, run } = examiner.examine(configOf({ to }), FROM)
      const isSame = equalJson(run.config.to ?? null, to)
      preserved.forEach((one, index) => {
        const lost = how.without.includes(index) && !isSame
        if (lost) losses++
        assert.equal(one.class === 'dropped-silently', lost, `item ${index}: ${one.class}`)
      })
    }),
    { numRuns: Number(process.env.RUNS ?? 5_000) },
  )
  assert.ok(losses > 1_000, `${losses} lost`)
})
