import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hear, shownBinding, strokeOf, strokesOf } from './keybindings.ts'

const press = (key: string, code: string, held = '') => ({
  key,
  code,
  ctrlKey: held.includes('c'),
  metaKey: held.includes('m'),
  shiftKey: held.includes('s'),
  altKey: held.includes('a'),
})
const pc = { mac: false }

test('a press is read as bindings are written, whatever the shift key makes of it', () => {
  assert.equal(strokeOf(press('P', 'KeyP', 'cs'), pc), 'ctrl+shift+p')
  assert.equal(strokeOf(press('!', 'Digit1', 's'), pc), 'shift+1')
  assert.equal(strokeOf(press('\\', 'Backslash', 'c'), pc), 'ctrl+\\')
  assert.equal(strokeOf(press('ArrowDown', 'ArrowDown', 'a'), pc), 'alt+down')
  assert.equal(strokeOf(press('Control', 'ControlLeft', 'c'), pc), undefined)
  assert.equal(strokeOf(press('p', 'KeyP', 'm'), { mac: true }), 'ctrl+p')
})

test('the order of modifiers in a binding makes no difference, and plus is a key too', () => {
  assert.deepEqual(strokesOf('Shift+Ctrl+P'), ['ctrl+shift+p'])
  assert.deepEqual(strokesOf('ctrl+k ctrl+s'), ['ctrl+k', 'ctrl+s'])
  assert.deepEqual(strokesOf('ctrl++'), ['ctrl++'])
})

test('a chord waits for its second press, and the binding that came last wins', () => {
  const bindings = [
    { strokes: ['ctrl+k', 'ctrl+s'], command: 'keys' },
    { strokes: ['ctrl+b'], command: 'old' },
    { strokes: ['ctrl+b'], command: 'new' },
  ]
  const first = hear(bindings, { pending: undefined, stroke: 'ctrl+k' })
  assert.deepEqual(first, { kind: 'pending', first: 'ctrl+k' })
  assert.deepEqual(hear(bindings, { pending: 'ctrl+k', stroke: 'ctrl+s' }), {
    kind: 'command',
    command: 'keys',
  })
  assert.deepEqual(hear(bindings, { pending: 'ctrl+k', stroke: 'ctrl+b' }), { kind: 'none' })
  assert.deepEqual(hear(bindings, { pending: undefined, stroke: 'ctrl+b' }), {
    kind: 'command',
    command: 'new',
  })
})

test('bindings are shown as each system writes them', () => {
  assert.equal(shownBinding('ctrl+k ctrl+s', pc), 'Ctrl+K Ctrl+S')
  assert.equal(shownBinding('shift+ctrl+p', { mac: true }), '⌘⇧P')
  assert.equal(shownBinding('f1', pc), 'F1')
})
