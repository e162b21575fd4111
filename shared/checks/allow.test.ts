import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyAllows } from './allow.ts'
import { checkFinding } from './finding.ts'

const FILE = 'migrations/seo/1.0.0__1.1.0.ts'
const at = (line: number) => ({ file: FILE, at: { line, column: 5 } })
const comment = (text: string, target: number) => ({ text, target, line: target - 1, column: 5 })

test('a comment silences the findings of its code on its line, and keeps its reason', () => {
  const findings = [
    checkFinding('CW101', at(7), {}),
    checkFinding('CW125', at(7), { path: '/a' }),
    checkFinding('CW125', at(9), { path: '/b' }),
  ]
  const { findings: left, silenced } = applyAllows(FILE, findings, {
    comments: [comment(' CW125: nobody: ever saw it ', 7)],
  })
  assert.deepEqual(
    left.map(({ code, line }) => `${code}:${line}`),
    ['CW101:7', 'CW125:9'],
  )
  assert.deepEqual(
    silenced.map(({ code, line, reason }) => `${code}:${line} ${reason}`),
    ['CW125:7 nobody: ever saw it'],
  )
})

test('findings of other files, and those without a line, are not silenced', () => {
  const findings = [
    checkFinding('CW125', { file: 'other.ts', at: { line: 7, column: 1 } }, { path: '/a' }),
    checkFinding('CW131', { file: FILE }, {}),
  ]
  const { findings: left, silenced } = applyAllows(FILE, findings, {
    comments: [comment(' CW125: x', 7), comment(' CW131: x', 7)],
  })
  assert.deepEqual(silenced, [])
  assert.deepEqual(
    left.map(({ code }) => code),
    ['CW161', 'CW161', 'CW131', 'CW125'],
  )
})

test('a comment that is not understood silences nothing and is itself a finding', () => {
  const [finding] = [checkFinding('CW125', at(7), { path: '/a' })]
  for (const text of [
    '',
    ' CW125',
    ' CW125:',
    ' CW125 because',
    ' cw125: x',
    ' CW000: x',
    ' constructor: x',
    ' CW160: x',
  ]) {
    const { findings, silenced } = applyAllows(FILE, finding ? [finding] : [], {
      comments: [comment(text, 7)],
    })
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['CW160', 'CW125'],
      text,
    )
    assert.deepEqual(silenced, [])
  }
})

test('a comment on what was not looked for is no finding', () => {
  const comments = [comment(' CW116: its flow comes next week', 7)]
  assert.deepEqual(applyAllows(FILE, [], { comments, notLookedFor: new Set(['CW116']) }).findings, [])
  assert.deepEqual(
    applyAllows(FILE, [], { comments }).findings.map(({ code }) => code),
    ['CW161'],
  )
})
