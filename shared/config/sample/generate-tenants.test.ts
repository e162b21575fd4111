import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { leaves } from '../../json/leaves.ts'
import { readJson } from '../../json/read.ts'
import { isRawNumber } from '../../json/value.ts'
import { writeJson } from '../../json/write.ts'
import { customisations } from '../customisations.ts'
import { generateTenants, type SampleConfig, type SampleOptions } from './generate-tenants.ts'
import { type SampleAgentName, sampleAgents } from './sample-agents.ts'

const AGENTS = Object.keys(sampleAgents) as SampleAgentName[]

const SEO: SampleOptions = {
  seed: 11,
  tenants: 4000,
  agent: 'seo',
  versions: { '1.0.0': 2, '1.1.0': 3, '1.2.0': 5 },
}
const seo = [...generateTenants(SEO)]
const texts = (rows: Iterable<SampleConfig>) =>
  [...rows].map((row) => `${row.configId} ${writeJson(row.config)}`)

const changed = (row: SampleConfig): number =>
  customisations(
    row.config,
    (sampleAgents.seo.bases as { [version: string]: SampleConfig['config'] })[row.flowVersion],
  ).length

test('the same seed gives the same tenants, and another seed others', () => {
  const few = { ...SEO, tenants: 200 }
  assert.deepEqual(texts(generateTenants(few)), texts(generateTenants(few)))
  assert.notDeepEqual(texts(generateTenants(few)), texts(generateTenants({ ...few, seed: 12 })))
})

test('a greater number of tenants begins with the same ones', () => {
  assert.deepEqual(texts(generateTenants({ ...SEO, tenants: 100 })), texts(seo.slice(0, 100)))
})

test('every row has ids of its own, and its config names its tenant and version', () => {
  for (const id of ['configId', 'tenantId', 'userId'] as const) {
    assert.equal(new Set(seo.map((row) => row[id])).size, seo.length)
  }
  for (const { config, tenantId, flowVersion, agent } of seo) {
    assert.equal(agent, 'seo')
    assert.equal(config.tenant_id, tenantId)
    assert.equal(config.version, flowVersion)
  }
})

test('the versions have their shares', () => {
  const share = (version: string) => seo.filter((row) => row.flowVersion === version).length / seo.length
  assert.ok(Math.abs(share('1.0.0') - 0.2) < 0.03)
  assert.ok(Math.abs(share('1.2.0') - 0.5) < 0.03)
})

test('some customers have changed nothing, most a handful of settings, a few very many', () => {
  const counts = seo.map(changed).sort((a, b) => a - b)
  assert.ok(counts.filter((count) => count === 0).length > seo.length * 0.05)
  const median = counts[seo.length / 2] as number
  assert.ok(median >= 3 && median <= 12, `${median}`)
  assert.ok((counts.at(-1) as number) > 20)
})

test('a config is of the size that real ones have', () => {
  const sizes = seo.map(({ config }) => writeJson(config).length).sort((a, b) => a - b)
  assert.ok(Math.abs((sizes[seo.length / 2] as number) - 1400) < 200, `${sizes[seo.length / 2]}`)
})

test('among them are odd keys, numbers that a double cannot carry, and missing members', () => {
  const all = seo.flatMap(({ config }) => [...leaves(config)])
  const keys = new Set(all.flatMap(({ tokens }) => tokens))
  for (const key of ['a/b', '~', '__proto__', 'constructor', '', '名前', '🧭']) assert.ok(keys.has(key), key)
  const raw = all.flatMap(({ value }) => (isRawNumber(value) ? [value.rawJSON] : []))
  assert.ok(raw.some((text) => /^9007199254740\d{3}$/.test(text)))
  assert.ok(raw.includes('1.0'))
  for (const member of ['processing', 'thresholds', 'metadata']) {
    assert.ok(
      seo.some(({ config }) => !Object.hasOwn(config, member)),
      member,
    )
  }
  const orders = new Set(
    seo.map(({ config }) => JSON.stringify((config.notifications as { channels?: unknown }).channels)),
  )
  assert.ok(orders.size > 50)
  assert.equal(Object.hasOwn(Object.prototype, 'limit'), false)
})

test('every text is read back as it was written', () => {
  for (const agent of AGENTS) {
    const versions = Object.fromEntries(Object.keys(sampleAgents[agent].bases).map((version) => [version, 1]))
    for (const { config } of generateTenants({ seed: 5, tenants: 300, agent, versions })) {
      assert.equal(writeJson(readJson(writeJson(config))), writeJson(config))
    }
  }
})

test('a version that the agent does not have is refused', () => {
  assert.throws(() => [...generateTenants({ ...SEO, versions: { '9.0.0': 1 } })], RangeError)
  assert.throws(() => [...generateTenants({ ...SEO, versions: {} })], RangeError)
})

test('the first tenant of each agent is the one on record', () => {
  const folder = new URL('../../../test/golden/sample/', import.meta.url)
  for (const agent of AGENTS) {
    const versions = { [Object.keys(sampleAgents[agent].bases)[0] as string]: 1 }
    const [first] = generateTenants({ seed: 1, tenants: 1, agent, versions })
    const text = `${JSON.stringify(first, null, 2)}\n`
    const file = new URL(`${agent}.json`, folder)
    if (process.env.UPDATE_GOLDEN) {
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, text)
    }
    assert.equal(text, readFileSync(file, 'utf8'))
  }
})
