import type { Point, Size } from './size.ts'

export type Joint = { readonly source: string; readonly target: string }

const GAP = { x: 120, y: 40 }
const SWEEPS = 4

/**
 * Places for nodes that have none: from left to right in layers, each node after all that feed it (the longest path,
 * edges that close a circle left out), and within a layer near what it is joined to (barycentres, after Sugiyama 1981).
 */
export function layeredLayout(
  sizes: ReadonlyMap<string, Size>,
  joints: readonly Joint[],
): ReadonlyMap<string, Point> {
  const forward = withoutCircles([...sizes.keys()], joints)
  const layers = orderLayers(layersOf([...sizes.keys()], forward), forward)
  const places = new Map<string, Point>()
  let x = 0
  for (const layer of layers) {
    const heights = layer.map((id) => sizes.get(id)?.height ?? 0)
    let y = -(heights.reduce((sum, height) => sum + height, 0) + GAP.y * (layer.length - 1)) / 2
    for (const [index, id] of layer.entries()) {
      places.set(id, { x, y })
      y += (heights[index] ?? 0) + GAP.y
    }
    x += Math.max(...layer.map((id) => sizes.get(id)?.width ?? 0)) + GAP.x
  }
  return places
}

/** The joints without those that lead back to a node on the way to them. */
function withoutCircles(ids: readonly string[], joints: readonly Joint[]): Joint[] {
  const from = Map.groupBy(joints, ({ source }) => source)
  const state = new Map<string, 'open' | 'done'>()
  const kept: Joint[] = []
  for (const start of ids) {
    if (state.has(start)) continue
    // By hand, for a chain may be longer than the stack is deep.
    const way = [{ id: start, next: 0 }]
    state.set(start, 'open')
    for (let here = way.at(-1); here; here = way.at(-1)) {
      const joint = from.get(here.id)?.[here.next]
      here.next += 1
      if (joint === undefined) {
        state.set(here.id, 'done')
        way.pop()
        continue
      }
      if (state.get(joint.target) === 'open') continue
      kept.push(joint)
      if (state.has(joint.target)) continue
      state.set(joint.target, 'open')
      way.push({ id: joint.target, next: 0 })
    }
  }
  return kept
}

function layersOf(ids: readonly string[], joints: readonly Joint[]): string[][] {
  const depth = new Map(ids.map((id) => [id, 0]))
  // As often as there are nodes at most, for there is no circle left.
  for (let changed = true; changed; ) {
    changed = false
    for (const { source, target } of joints) {
      const least = (depth.get(source) ?? 0) + 1
      if ((depth.get(target) ?? 0) >= least) continue
      depth.set(target, least)
      changed = true
    }
  }
  const joined = new Set(joints.flatMap(({ source, target }) => [source, target]))
  // What nothing is joined to stands at the left, beside where the flow begins.
  const layers = Map.groupBy(ids, (id) => (joined.has(id) ? (depth.get(id) ?? 0) : 0))
  return [...layers].sort(([a], [b]) => a - b).map(([, layer]) => layer)
}

function orderLayers(layers: string[][], joints: readonly Joint[]): string[][] {
  const before = Map.groupBy(joints, ({ target }) => target)
  const after = Map.groupBy(joints, ({ source }) => source)
  let ordered = layers
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const rank = new Map(ordered.flatMap((layer) => layer.map((id, index): [string, number] => [id, index])))
    const isForward = sweep % 2 === 0
    const weight = (id: string): number => {
      const others = isForward
        ? (before.get(id) ?? []).map(({ source }) => source)
        : (after.get(id) ?? []).map(({ target }) => target)
      const sum = others.reduce((total, other) => total + (rank.get(other) ?? 0), 0)
      return others.length === 0 ? (rank.get(id) ?? 0) : sum / others.length
    }
    ordered = ordered.map((layer) => layer.toSorted((a, b) => weight(a) - weight(b)))
  }
  return ordered
}
