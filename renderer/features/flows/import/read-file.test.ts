import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_FLOW_BYTES } from '../../../../shared/api/flows.ts'
import { refusalOf } from './read-file.ts'

test('what cannot be a flow is refused before it is sent, with what to do', () => {
  const refusal = (name: string, sizeBytes: number) => refusalOf({ name, sizeBytes }) ?? ''
  assert.match(refusal('picture.png', 100), /^picture\.png is neither \.json nor \.zip\. Export/)
  assert.match(refusal('a.json', 0), /^a\.json is empty\. Export/)
  assert.match(refusal('a.json', 20 * 1024 * 1024), /^a\.json has 20\.0 MB; flows of at most 16 MB are taken/)
  assert.equal(refusal('A.JSON', MAX_FLOW_BYTES), '')
  assert.equal(refusal('flows.zip', 1), '')
})
