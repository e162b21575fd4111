import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Version } from '../config/ids.ts'
import type { Outcome } from '../lens/effect.ts'
import type { ShapeOperation } from './shape.ts'
import { describeOperation, summarise } from './words.ts'

const one = (outcome: Outcome, path: string, to?: string): ShapeOperation => ({
  step: '0/0',
  op: 'move',
  outcome,
  path,
  ...(to === undefined ? {} : { to }),
})

test('every outcome has its words', () => {
  const words: Record<Outcome, string> = {
    added: 'adds /a',
    restored: 'gives back /a',
    occupied: 'leaves /a, which is there already',
    absent: 'finds no /a',
    'parent-absent': 'finds no place for /a',
    removed: 'removes /a',
    moved: 'moves /a to /b',
    stayed: 'leaves /a',
    wrapped: 'makes /a a list',
    unwrapped: 'takes the first item of /a',
    'tail-dropped': 'drops the other items of /a',
    converted: 'converts /a',
    unmapped: 'leaves /a, which it does not convert',
    redefaulted: 'gives /a its new default',
    customised: 'leaves /a, which the user has chosen',
    applied: 'applies where /a says so',
    skipped: 'does not apply where /a says so',
    changed: 'changes /a',
    reordered: 'puts /a into another order',
  }
  for (const [outcome, text] of Object.entries(words)) {
    assert.equal(describeOperation(one(outcome as Outcome, '/a', '/b')), text)
  }
  assert.equal(describeOperation(one('changed', '')), 'changes the config')
})

test('a shape in one line counts what happens and names who is warned', () => {
  const from = '1.0.0' as Version
  const operations = [
    one('added', '/a'),
    one('moved', '/b', '/c'),
    one('added', '/d'),
    one('tail-dropped', '/e'),
    one('applied', '/f'),
  ]
  assert.equal(summarise({ from, operations, warnings: [] }), 'from 1.0.0: 2 added, 1 moved, 1 tail dropped')
  assert.equal(summarise({ from, operations: [], warnings: [] }), 'from 1.0.0: only the version')
  assert.equal(
    summarise({ from, operations: [one('removed', '/fax')], warnings: ['Fax', 'Telex'] }),
    'from 1.0.0: 1 removed; warns of Fax, Telex',
  )
})
