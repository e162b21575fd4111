import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Circuit } from './circuit.ts'

function circuitAt(options: { failuresToOpen?: number; restMs?: number } = {}) {
  const clock = { now: 0 }
  return { clock, circuit: new Circuit({ failuresToOpen: 2, restMs: 100, ...options, now: () => clock.now }) }
}

test('a success in between closes it again', () => {
  const { circuit } = circuitAt()
  for (let n = 0; n < 10; n++) {
    assert.equal(circuit.enter(), 0)
    circuit.leave(n % 2 === 0 ? 'failure' : 'success')
  }
})

test('while one call tries, others wait', () => {
  const { circuit, clock } = circuitAt()
  for (let n = 0; n < 2; n++) {
    circuit.enter()
    circuit.leave('failure')
  }
  assert.equal(circuit.enter(), 100)
  clock.now = 100
  assert.equal(circuit.enter(), 0)
  assert.ok(circuit.enter() > 0)
  circuit.leave('success')
  assert.equal(circuit.enter(), 0)
})

test('a trial that was cancelled lets the next one try', () => {
  const { circuit, clock } = circuitAt()
  for (let n = 0; n < 2; n++) {
    circuit.enter()
    circuit.leave('failure')
  }
  clock.now = 100
  assert.equal(circuit.enter(), 0)
  circuit.leave('neither')
  assert.equal(circuit.enter(), 0)
})
