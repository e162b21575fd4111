import assert from 'node:assert/strict'
import { test } from 'node:test'
import { add, each, remove, when } from '../authoring/index.ts'
import { explainSteps } from './explain.ts'

test('steps in words stand one a line, what is inside indented', () => {
  assert.deepEqual(
    explainSteps([
      add('/a', 1),
      each('/b', [when({ path: '/c', equals: 1 }, [remove('/d')]), add('/e', null)]),
    ]),
    [
      'Adds /a with 1 where it is absent.',
      'For every item of /b:',
      '  Where /c is 1:',
      '    Removes /d; its value is kept for the way back.',
      '  Adds /e with null where it is absent.',
    ],
  )
})
