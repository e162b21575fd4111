import type { Box } from './size.ts'

const GAP = 24

/** Moves what stands right of or below a box whose size has grown, so that nothing lies under it that did not before. */
export function makeRoom<B extends Box>(
  boxes: readonly B[],
  grown: B,
  by: { width: number; height: number },
): B[] {
  if (by.width <= 0 && by.height <= 0) return [...boxes]
  const right = grown.x + grown.width
  const bottom = grown.y + grown.height
  return boxes.map((box) => {
    if (box === grown) return box
    if (box.x >= right) return { ...box, x: box.x + Math.max(0, by.width) }
    // Below it, as wide as it will be.
    const isBelow = box.y >= bottom && box.x < right + by.width && box.x + box.width > grown.x
    return isBelow ? { ...box, y: box.y + Math.max(0, by.height) } : box
  })
}

/** A place for a box at or below where it wants to be, where it covers none of the others. */
export function freePlace(box: Box, others: readonly Box[]): Box {
  let here = box
  // Each move leaves one more behind.
  for (let tries = 0; tries <= others.length; tries += 1) {
    const hit = others.find((other) => overlaps(here, other))
    if (hit === undefined) return here
    here = { ...here, y: hit.y + hit.height + GAP }
  }
  return here
}

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

/** The smallest box around all of them. */
export function boxAround(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}
