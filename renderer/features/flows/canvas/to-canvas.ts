import type { Edge, Node } from '@xyflow/react'
import type { Drawing, DrawnEdge, DrawnNode, End } from '../graph/drawing.ts'
import { portColour } from '../graph/port-colour.ts'

/** What became of something from one version to another. */
export type Status = 'added' | 'removed' | 'changed' | 'same'

/** How a comparison or a search marks what is drawn; left out, nothing is marked. */
export type CanvasLook = {
  readonly nodeStatus?: (node: DrawnNode) => Status | undefined
  readonly edgeStatus?: (edge: DrawnEdge) => Status | undefined
  /** Nodes that stand back. */
  readonly isDim?: (node: DrawnNode) => boolean
  /** More words for the node's name, as "2 changes". */
  readonly remark?: (node: DrawnNode) => string | undefined
}

export type CardData = {
  readonly drawn: DrawnNode
  readonly status: Status | undefined
  readonly remark: string | undefined
  readonly onToggle: (key: string) => void
}

export type CanvasNode = Node<CardData>

type Shown = { readonly look?: CanvasLook | undefined; readonly selected: string | undefined }

export const canvasNodes = (
  { nodes }: Drawing,
  { look, selected, onToggle }: Shown & { readonly onToggle: (key: string) => void },
): CanvasNode[] =>
  nodes.map((drawn): CanvasNode => {
    const { key, parent, card, isOpen, x, y, width, height } = drawn
    const status = look?.nodeStatus?.(drawn)
    const remark = look?.remark?.(drawn)
    return {
      id: key,
      type: card.kind === 'note' ? 'note' : isOpen ? 'frame' : 'card',
      position: { x, y },
      width,
      height,
      ...(parent === undefined ? {} : { parentId: parent }),
      // Notes lie behind: Langflow draws them as places on which nodes stand.
      ...(card.kind === 'note' ? { zIndex: -1 } : {}),
      selected: key === selected,
      className: [
        `flows-node-${card.kind}`,
        isOpen && 'flows-node-open',
        status && `flows-is-${status}`,
        look?.isDim?.(drawn) && 'flows-is-dim',
      ]
        .filter(Boolean)
        .join(' '),
      ariaLabel: [nodeWords(drawn), status !== 'same' && status, remark].filter(Boolean).join(', '),
      data: { drawn, status, remark, onToggle },
    }
  })

const nodeWords = ({ card }: DrawnNode): string =>
  card.kind === 'note' ? 'Note' : `${card.name}, ${card.kind === 'group' ? 'group' : card.type}`

export const canvasEdges = ({ edges }: Drawing, { look, selected }: Shown): Edge[] =>
  edges.map((drawn): Edge => {
    const status = look?.edgeStatus?.(drawn)
    const isNear = selected !== undefined && (drawn.from.key === selected || drawn.to.key === selected)
    return {
      id: drawn.key,
      source: drawn.from.key,
      sourceHandle: handleId(drawn.from),
      target: drawn.to.key,
      targetHandle: drawn.to.side === 'output' ? loopHandleId(drawn.to.port) : handleId(drawn.to),
      focusable: false,
      selectable: false,
      className: [status && `flows-is-${status}`, isNear && 'flows-is-near'].filter(Boolean).join(' '),
      style: status === undefined ? { stroke: portColour(drawn.types) } : {},
    }
  })

export const handleId = ({ side, port }: Pick<End, 'side' | 'port'>): string => `${side}:${port}`
/** Of the end of an edge that closes a loop: at an output, and yet a target. */
export const loopHandleId = (port: string): string => `loop:${port}`
