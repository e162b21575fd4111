// `process.parentPort` of Electron's utility processes, for a process that `StandInUtilityProcess` forks. Loaded before
// the process's own code.

import { EventEmitter } from 'node:events'
import { FarPorts, type PortMessage, StandInChannel } from './port.ts'

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    process.send?.({ kind: 'message', data, ports: [] })
  }
}

const parentPort = new ParentPort()
const far = new FarPorts((message) => process.send?.(message))
const waiting: PortMessage[] = []

function hear(message: PortMessage): void {
  if (message.kind !== 'message') {
    far.hear(message)
    return
  }
  const ports = message.ports.map((number) => {
    const { port1, port2 } = new StandInChannel()
    far.give(number, port1)
    return port2
  })
  parentPort.emit('message', { data: message.data, ports })
}

// As Electron does: the first listener sets it going.
parentPort.on('newListener', (event) => {
  if (event === 'message') queueMicrotask(() => waiting.splice(0).forEach(hear))
})
process.on('message', (message: PortMessage) => {
  if (parentPort.listenerCount('message') > 0 && waiting.length === 0) hear(message)
  else waiting.push(message)
})
process.on('disconnect', () => process.exit())

Object.assign(process, { parentPort })
