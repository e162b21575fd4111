import './card-node.css'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { IconButton } from '../../../ui/icon-button.tsx'
import type { Port } from '../graph/card.ts'
import { portColour } from '../graph/port-colour.ts'
import { CardIcon } from './card-icon.tsx'
import { type CanvasNode, handleId, loopHandleId } from './to-canvas.ts'

/** A component, or a group that is not open. */
export function CardNode({ data: { drawn, status, remark, onToggle } }: NodeProps<CanvasNode>) {
  const { card, key } = drawn
  if (card.isSmall) {
    return (
      <div className="flows-card flows-card-small">
        <CardIcon card={card} />
        <strong>{card.name}</strong>
        <Mark {...{ status, remark }} />
        {card.fields.map((port) => (
          <InHandle key={port.name} port={port} />
        ))}
        {card.outputs.map((port) => (
          <OutHandle key={port.name} port={port} />
        ))}
      </div>
    )
  }
  return (
    <div className="flows-card">
      <header>
        <CardIcon card={card} />
        <strong title={card.name}>{card.name}</strong>
        <Mark {...{ status, remark }} />
        {card.kind === 'group' && (
          <IconButton icon="unfold" label={`Open the group ${card.name}`} onClick={() => onToggle(key)} />
        )}
      </header>
      {card.description !== '' && <p title={card.description}>{card.description}</p>}
      <ul>
        {card.fields.map((port) => (
          <li key={port.name} className={port.isMissing ? 'flows-port flows-port-missing' : 'flows-port'}>
            {port.hasHandle && <InHandle port={port} />}
            <span className="flows-port-title" title={port.name}>
              {port.title}
            </span>
            <span className={port.isBound ? 'flows-port-value flows-port-bound' : 'flows-port-value'}>
              {port.value.slice(0, 80)}
            </span>
          </li>
        ))}
        {card.outputs.map((port) => (
          <li
            key={port.name}
            className={
              port.isMissing ? 'flows-port flows-port-out flows-port-missing' : 'flows-port flows-port-out'
            }
          >
            <span title={port.types.join(', ')}>{port.title}</span>
            <OutHandle port={port} />
          </li>
        ))}
      </ul>
    </div>
  )
}

const SIGNS = { added: 'add', removed: 'remove', changed: 'edit', same: undefined } as const

/** What became of it, in words: the colour only repeats them. */
function Mark({ status, remark }: Pick<CanvasNode['data'], 'status' | 'remark'>) {
  const icon = status && SIGNS[status]
  if (icon === undefined) return null
  return (
    <span className={`flows-mark flows-mark-${status}`}>
      <i className={`codicon codicon-${icon}`} aria-hidden="true" />
      {remark ?? status}
    </span>
  )
}

const InHandle = ({ port }: { readonly port: Port }) => (
  <Handle
    type="target"
    position={Position.Left}
    id={handleId({ side: 'field', port: port.name })}
    isConnectable={false}
    style={{ background: portColour(port.types) }}
    title={port.types.join(', ')}
  />
)

const OutHandle = ({ port }: { readonly port: Port }) => (
  <>
    <Handle
      type="source"
      position={Position.Right}
      id={handleId({ side: 'output', port: port.name })}
      isConnectable={false}
      style={{ background: portColour(port.types) }}
      title={port.types.join(', ')}
    />
    <Handle
      type="target"
      position={Position.Right}
      id={loopHandleId(port.name)}
      isConnectable={false}
      className="flows-loop-handle"
    />
  </>
)
