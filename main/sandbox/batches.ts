const MAX_COUNT = 512
const MAX_SIZE = 1024 * 1024

/**
 * Cuts inputs into batches: large enough that the way between processes costs little, small enough that
 * progress is seen and that few configs are run again where one of them fails the whole batch.
 */
export function batchesOf<T>(inputs: readonly T[]): T[][] {
  const batches: T[][] = []
  let batch: T[] = []
  let size = 0
  for (const input of inputs) {
    const own = sizeOf(input)
    if (batch.length === MAX_COUNT || (batch.length > 0 && size + own > MAX_SIZE)) {
      batches.push(batch)
      batch = []
      size = 0
    }
    batch.push(input)
    size += own
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}

/** Roughly how many bytes a value takes on its way, without counting on past the size of a batch. */
function sizeOf(value: unknown, counted = 0): number {
  if (typeof value === 'string') return counted + value.length
  if (typeof value !== 'object' || value === null) return counted + 8
  let size = counted + 8
  for (const key in value) {
    if (size > MAX_SIZE) break
    size = sizeOf((value as Record<string, unknown>)[key], size + key.length)
  }
  return size
}
