import type { CanvasLook } from '../canvas/to-canvas.ts'
import type { Drawing } from '../graph/drawing.ts'

/** The drawing without what did not change; the ends of edges that came or went stay, and so do frames around what stays. */
export function onlyWhatChanged({ nodes, edges }: Drawing, { nodeStatus, edgeStatus }: CanvasLook): Drawing {
  const moved = edges.filter((edge) => edgeStatus?.(edge) !== 'same')
  const kept = new Set([
    ...nodes.filter((node) => nodeStatus?.(node) !== 'same').map(({ key }) => key),
    ...moved.flatMap(({ from, to }) => [from.key, to.key]),
  ])
  for (const { key, parent } of nodes.toReversed())
    if (kept.has(key) && parent !== undefined) kept.add(parent)
  return {
    nodes: nodes.filter(({ key }) => kept.has(key)),
    edges: edges.filter(({ from, to }) => kept.has(from.key) && kept.has(to.key)),
  }
}
