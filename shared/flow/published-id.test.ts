import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publishedFlowId } from './published-id.ts'

test('the id of a published flow is the same for ever, and another for every agent and version', () => {
  // Langflow servers out there have flows under these ids: they may never change.
  assert.equal(publishedFlowId({ agent: 'seo', version: '1.2.0' }), '24164e16-e2dc-8678-bdb2-10d7b9be2a45')
  const ids = ['seo@1.2.0', 'seo@1.20.0', 'seo@2.0.0', 'content@1.2.0'].map((name) => {
    const [agent = '', version = ''] = name.split('@')
    return publishedFlowId({ agent, version })
  })
  assert.equal(new Set(ids).size, ids.length)
  // Version 8: Langflow refuses those of version 5.
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
