import { Handle, type NodeProps, Position } from '@xyflow/react'
import { IconButton } from '../../../ui/icon-button.tsx'
import { CardIcon } from './card-icon.tsx'
import { type CanvasNode, handleId } from './to-canvas.ts'

/** An open group: a frame around the nodes within it. */
export function FrameNode({ data: { drawn, onToggle } }: NodeProps<CanvasNode>) {
  const { card, key } = drawn
  return (
    <div className="flows-frame">
      <header>
        <CardIcon card={card} />
        <strong>{card.name}</strong>
        <IconButton icon="fold" label={`Close the group ${card.name}`} onClick={() => onToggle(key)} />
      </header>
      {/* Edges whose inner end is not to be found still end at the group. */}
      {card.fields.map(({ name }) => (
        <Handle
          key={name}
          type="target"
          position={Position.Left}
          id={handleId({ side: 'field', port: name })}
          isConnectable={false}
          className="flows-loop-handle"
        />
      ))}
      {card.outputs.map(({ name }) => (
        <Handle
          key={name}
          type="source"
          position={Position.Right}
          id={handleId({ side: 'output', port: name })}
          isConnectable={false}
          className="flows-loop-handle"
        />
      ))}
    </div>
  )
}
