import '@xyflow/react/dist/style.css'
import './flow-canvas.css'
import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useNodesInitialized,
  useReactFlow,
  useStore,
} from '@xyflow/react'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { Drawing } from '../graph/drawing.ts'
import { neighbourOf } from '../graph/neighbours.ts'
import { CardNode } from './card-node.tsx'
import { FrameNode } from './frame-node.tsx'
import { NoteNode } from './note-node.tsx'
import { type CanvasLook, canvasEdges, canvasNodes } from './to-canvas.ts'

export type FlowCanvasProps = {
  readonly label: string
  readonly drawing: Drawing
  readonly look?: CanvasLook
  readonly selected: string | undefined
  readonly onSelect: (key: string | undefined) => void
  readonly onToggle: (group: string) => void
  /** A node to be brought into sight, each time that this is another object. */
  readonly reveal?: { readonly key: string } | undefined
  /** When this is another one, the whole graph is shown again. */
  readonly fitKey?: string
}

const FIT = { padding: 0.08, maxZoom: 1 }
const NODE_TYPES = { card: CardNode, frame: FrameNode, note: NoteNode }

/** A flow drawn as Langflow draws it. To look at: nothing in it can be moved or joined. */
export function FlowCanvas(props: FlowCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

function Canvas({ label, drawing, look, selected, onSelect, onToggle, reveal, fitKey }: FlowCanvasProps) {
  const { fitView } = useReactFlow()
  const isReady = useNodesInitialized()
  const nodes = useMemo(
    () => canvasNodes(drawing, { look, selected, onToggle }),
    [drawing, look, selected, onToggle],
  )
  const edges = useMemo(() => canvasEdges(drawing, { look, selected }), [drawing, look, selected])

  useEffect(() => {
    if (!reveal || !isReady) return
    void fitView({ nodes: [{ id: reveal.key }], duration: moveMs(), maxZoom: 1, padding: 0.6 })
  }, [reveal, isReady, fitView])

  const fitted = useRef(fitKey)
  useEffect(() => {
    if (fitted.current === fitKey || !isReady) return
    fitted.current = fitKey
    void fitView({ ...FIT, duration: moveMs() })
  }, [fitKey, isReady, fitView])

  useKeptInSight(drawing, selected)

  const press = (event: KeyboardEvent<HTMLElement>) => {
    const node = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')
    const here = node?.dataset.id
    if (here === undefined) return
    const to = neighbourOf(drawing, here, event.key)
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    event.currentTarget.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(to)}"]`)?.focus()
    onSelect(to)
  }
  return (
    <section className="flows-canvas" aria-label={label} onKeyDown={press}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onNodesChange={(changes) => {
          for (const change of changes) if (change.type === 'select' && change.selected) onSelect(change.id)
        }}
        onPaneClick={() => onSelect(undefined)}
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        maxZoom={2}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable
        edgesFocusable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.5} />
        <Controls showInteractive={false} position="bottom-left" />
        <MiniMap
          position="bottom-right"
          pannable
          zoomable
          ariaLabel="Overview of the graph"
          nodeClassName={({ className }) => className ?? ''}
          nodeBorderRadius={12}
        />
      </ReactFlow>
    </section>
  )
}

/** Moves the graph no further than it takes for the selected node to be seen, also when something has come up beside it. */
function useKeptInSight(drawing: Drawing, selected: string | undefined): void {
  const { getViewport, setViewport, getInternalNode } = useReactFlow()
  const width = useStore((store) => store.width)
  const height = useStore((store) => store.height)
  useEffect(() => {
    const drawn = drawing.nodes.find(({ key }) => key === selected)
    const place = drawn && getInternalNode(drawn.key)?.internals.positionAbsolute
    if (!drawn || !place || width === 0) return
    const { x, y, zoom } = getViewport()
    const shift = (start: number, length: number, room: number): number =>
      start < 0 || length > room ? EDGE_PX - start : Math.min(0, room - EDGE_PX - start - length)
    const by = {
      x: shift(place.x * zoom + x, drawn.width * zoom, width),
      y: shift(place.y * zoom + y, drawn.height * zoom, height),
    }
    if (by.x === 0 && by.y === 0) return
    void setViewport({ x: x + by.x, y: y + by.y, zoom }, { duration: moveMs() })
  }, [drawing, selected, width, height, getViewport, setViewport, getInternalNode])
}

const EDGE_PX = 16

const moveMs = (): number => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200)
