import assert from 'node:assert/strict'
import { test } from 'node:test'
import { add, convert, deprecate, each, rename, when } from '../authoring/index.ts'
import type { Step } from '../lens/step.ts'
import { classify } from './classify.ts'

const oneWay: Step = { op: 'transform', id: 't0', down: false }

test('a migration is what its strongest step is, those inside others included', () => {
  const gone = deprecate('/fax', { feature: 'Fax', message: 'Use e-mail.' })
  assert.equal(classify([]), 'additive')
  assert.equal(classify([add('/a', 1), each('/b', [add('/c', 1)])]), 'additive')
  assert.equal(classify([add('/a', 1), rename('/b', 'c')]), 'restructuring')
  assert.equal(
    classify([rename('/b', 'c'), when({ path: '/x', exists: true }, [convert('/d', { scale: 2 })])]),
    'transformative',
  )
  assert.equal(classify([gone, oneWay]), 'deprecating')
  assert.equal(classify([each('/b', [each('/c', [gone])]), oneWay]), 'deprecating')
})
