import assert from 'node:assert/strict'
import { test } from 'node:test'
import { add, each, move, remove, rename } from '../authoring/index.ts'
import type { Step } from '../lens/step.ts'
import { placeSteps } from './place-steps.ts'
import type { StepOutline } from './source-facts.ts'

const one = (line: number, op: string, ...texts: string[]): StepOutline => ({
  line,
  column: 5,
  op,
  many: false,
  texts,
})
const many = (line: number, ...texts: string[]): StepOutline => ({ line, column: 5, many: true, texts })
const whole = { line: 1, column: 1 }
const lines = (steps: readonly Step[], outlines: readonly StepOutline[]) =>
  [...placeSteps(steps, outlines, whole)].map(([id, { line }]) => `${id}: ${line}`)

test('steps that are written one by one stand where they are written', () => {
  const steps = [add('/a', 1), rename('/a', 'b')]
  assert.deepEqual(lines(steps, [one(3, 'add', '/a'), one(4, 'rename', '/a', 'b')]), ['0: 3', '1: 4'])
})

test('a spread stands for as many steps as are left between its neighbours', () => {
  const steps = [add('/a', 1), remove('/x'), remove('/y'), rename('/a', 'b')]
  const outlines = [one(3, 'add', '/a'), many(4), one(5, 'rename', '/a', 'b')]
  assert.deepEqual(lines(steps, outlines), ['0: 3', '1: 4', '2: 4', '3: 5'])
  assert.deepEqual(lines([add('/a', 1), rename('/a', 'b')], outlines), ['0: 3', '1: 5'])
})

test('of two spreads each gets the steps that have its texts', () => {
  const flat = (name: string) => [move(`/${name}/url`, `/${name}_url`), rename(`/${name}`, `${name}_options`)]
  assert.deepEqual(
    lines([...flat('zerodb'), ...flat('bigquery')], [many(7, 'zerodb', 'url'), many(8, 'bigquery', 'url')]),
    ['0: 7', '1: 7', '2: 8', '3: 8'],
  )
})

test('steps inside others stand where their list says, or at the step that holds them', () => {
  const steps = [each('/a', [add('/b', 1), add('/c', 1)])]
  const outline = { ...one(3, 'each', '/a'), inner: [one(4, 'add', '/b'), one(5, 'add', '/c')] }
  assert.deepEqual(lines(steps, [outline]), ['0: 3', '0/0: 4', '0/1: 5'])
  assert.deepEqual(lines(steps, [one(3, 'each', '/a')]), ['0: 3', '0/0: 3', '0/1: 3'])
})

test('where the text does not go with the steps, they stand at the list', () => {
  assert.deepEqual(lines([add('/a', 1)], [one(3, 'remove', '/a')]), ['0: 1'])
  assert.deepEqual(lines([add('/a', 1)], []), ['0: 1'])
  assert.deepEqual(lines([], [one(3, 'remove', '/a')]), [])
})

test('very many steps are placed at their list, in no time', () => {
  const steps = Array.from({ length: 3000 }, (_, index) => add(`/a${index}`, index))
  const places = placeSteps(
    steps,
    steps.map((_, index) => one(index + 10, 'add')),
    whole,
  )
  assert.equal(places.get('2999')?.line, 1)
})
