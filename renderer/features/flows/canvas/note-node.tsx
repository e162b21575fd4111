import './note-node.css'
import type { NodeProps } from '@xyflow/react'
import { noteLines } from '../graph/note-lines.ts'
import type { CanvasNode } from './to-canvas.ts'

const COLOURS = new Set(['amber', 'rose', 'blue', 'lime', 'neutral', 'transparent'])

export function NoteNode({ data: { drawn } }: NodeProps<CanvasNode>) {
  const { colour, description } = drawn.card
  return (
    <div className={`flows-note flows-note-${COLOURS.has(colour) ? colour : 'neutral'}`}>
      {noteLines(description).map(({ kind, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
        <p key={index} className={`flows-note-${kind}`}>
          {text}
        </p>
      ))}
    </div>
  )
}
