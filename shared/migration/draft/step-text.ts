import type { Step } from '../../lens/step.ts'
import { inOneLine, literal, type Piece, quoted, text } from './source-text.ts'

/** A step as an author would write it. `inside` replaces what stands in an `each` or a `when`. */
export function stepPiece(step: Step, inside?: readonly Piece[]): Piece {
  const call = (...args: readonly Piece[]): Piece => ({ kind: 'call', name: step.op, args })
  const path = (pointer: string) => text(quoted(pointer))
  switch (step.op) {
    case 'add':
      return call(path(step.path), literal(step.value))
    case 'remove':
    case 'wrap':
    case 'head':
      return call(path(step.path))
    case 'rename':
      return call(path(step.path), text(quoted(step.key)))
    case 'move':
      return call(path(step.from), path(step.to))
    case 'nest':
      return call(literal(step.paths), path(step.under))
    case 'hoist':
      return call(path(step.under), ...(step.keys === undefined ? [] : [literal(step.keys)]))
    case 'convert':
      return call(path(step.path), 'table' in step ? literal(step.table) : literal(linear(step.linear)))
    case 'redefault':
      return call(path(step.path), literal(step.from), literal(step.to))
    case 'deprecate': {
      const { op: _, path: where, ...notice } = step
      return call(path(where), literal(notice))
    }
    case 'each':
    case 'when': {
      const steps: Piece = { kind: 'list', items: inside ?? step.steps.map((one) => stepPiece(one)) }
      return step.op === 'each' ? call(path(step.path), steps) : call(literal({ ...step.condition }), steps)
    }
    case 'transform':
      throw new TypeError('a draft has no transform')
  }
}

/** A step on one line, for messages and comments. */
export const stepText = (step: Step): string => inOneLine(stepPiece(step))

const linear = ({ scale, offset }: { scale: number; offset: number }): { [key: string]: number } => ({
  ...(scale === 1 ? {} : { scale }),
  ...(offset === 0 ? {} : { offset }),
})
