import type { Drawing } from './drawing.ts'

/** Where an arrow key leads from a node: right and left along an edge, up and down to the next one in that direction. */
export function neighbourOf(drawing: Drawing, key: string, arrow: string): string | undefined {
  const { nodes, edges } = drawing
  if (arrow === 'ArrowRight') return edges.find(({ from }) => from.key === key)?.to.key
  if (arrow === 'ArrowLeft') return edges.find(({ to }) => to.key === key)?.from.key
  if (arrow !== 'ArrowDown' && arrow !== 'ArrowUp') return undefined
  const here = nodes.find((node) => node.key === key)
  if (here === undefined) return undefined
  const way = arrow === 'ArrowDown' ? 1 : -1
  return nodes
    .filter((node) => node.parent === here.parent && (node.y - here.y) * way > 0)
    .map((node) => ({ node, far: Math.abs(node.y - here.y) + Math.abs(node.x - here.x) * 2 }))
    .sort((a, b) => a.far - b.far)[0]?.node.key
}
