import type { Outcome } from '../lens/effect.ts'
import type { Shape, ShapeOperation } from './shape.ts'

const sentences: Record<Outcome, (path: string, to: string) => string> = {
  added: (path) => `adds ${path}`,
  restored: (path) => `gives back ${path}`,
  occupied: (path) => `leaves ${path}, which is there already`,
  absent: (path) => `finds no ${path}`,
  'parent-absent': (path) => `finds no place for ${path}`,
  removed: (path) => `removes ${path}`,
  moved: (path, to) => `moves ${path} to ${to}`,
  stayed: (path) => `leaves ${path}`,
  wrapped: (path) => `makes ${path} a list`,
  unwrapped: (path) => `takes the first item of ${path}`,
  'tail-dropped': (path) => `drops the other items of ${path}`,
  converted: (path) => `converts ${path}`,
  unmapped: (path) => `leaves ${path}, which it does not convert`,
  redefaulted: (path) => `gives ${path} its new default`,
  customised: (path) => `leaves ${path}, which the user has chosen`,
  applied: (path) => `applies where ${path} says so`,
  skipped: (path) => `does not apply where ${path} says so`,
  changed: (path) => `changes ${path}`,
  reordered: (path) => `puts ${path} into another order`,
}

/** One operation of a shape in plain words. */
export const describeOperation = ({ outcome, path, to }: ShapeOperation): string =>
  sentences[outcome](path || 'the config', to ?? '')

/** A shape in one line: where its configs come from and what happens to them, most of it counted. */
export function summarise(shape: Shape): string {
  const counts = new Map<string, number>()
  for (const { outcome } of shape.operations) {
    if (outcome !== 'applied') counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  }
  const parts = [...counts].map(([outcome, count]) => `${count} ${outcome.replace('-', ' ')}`)
  const warned = shape.warnings.length > 0 ? `; warns of ${shape.warnings.join(', ')}` : ''
  return `from ${shape.from}: ${parts.length > 0 ? parts.join(', ') : 'only the version'}${warned}`
}
