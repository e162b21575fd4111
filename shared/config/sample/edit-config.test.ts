import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffJson } from '../../json/diff.ts'
import { equalJson } from '../../json/equal.ts'
import { getAt, parsePointer } from '../../json/pointer.ts'
import type { Json } from '../../json/value.ts'
import { writeJson } from '../../json/write.ts'
import { editConfig } from './edit-config.ts'
import { generateTenants } from './generate-tenants.ts'
import { Random } from './random.ts'
import { type SampleAgentName, sampleAgents } from './sample-agents.ts'

const rows = (Object.keys(sampleAgents) as SampleAgentName[]).flatMap((agent) => {
  const versions = Object.fromEntries(Object.keys(sampleAgents[agent].bases).map((version) => [version, 1]))
  return [...generateTenants({ seed: 21, tenants: 300, agent, versions })]
})

test('an edit changes one place, to another value, and says which', () => {
  const random = new Random(1)
  for (const { config } of rows) {
    const text = writeJson(config)
    const { config: edited, path, before, after } = editConfig(config, random)
    const tokens = parsePointer(path)
    assert.equal(writeJson(config), text)
    assert.ok(equalJson(getAt(edited, tokens) as Json, after))
    assert.deepEqual(getAt(config, tokens), before)
    const changes = diffJson(config, edited)
    assert.ok(changes.length > 0)
    for (const change of changes) {
      assert.ok(
        change.path === path || change.path.startsWith(`${path}/`),
        `${change.path} is not in ${path}`,
      )
    }
  }
})

test('the same numbers give the same edits', () => {
  const edits = (seed: number) => {
    const random = new Random(seed)
    return rows.map(({ config }) => writeJson(editConfig(config, random).config))
  }
  assert.deepEqual(edits(3), edits(3))
  assert.notDeepEqual(edits(3), edits(4))
})

test('the version and the tenant are never edited', () => {
  const random = new Random(2)
  for (const { config } of rows) {
    const { config: edited } = editConfig(config, random)
    assert.equal(edited.version, config.version)
    assert.equal(edited.tenant_id, config.tenant_id)
  }
})

test('edits are of many kinds', () => {
  const random = new Random(5)
  assert.ok(new Set(rows.map(({ config }) => editConfig(config, random).path)).size > 80)
})

test('a config of no starter agent is refused', () => {
  assert.throws(() => editConfig({ version: '1.0.0', tenant_id: 'x' }, new Random(1)), TypeError)
})
