import { isList, type Json } from '../json/value.ts'
import type { Lens, Pair, Run } from './lens.ts'

/** One lens out of several, run in order and back in reverse. Its complement lists theirs, `null` for none. */
export function sequence(lenses: readonly Lens[]): Lens {
  const run = (way: 'forward' | 'backward') => {
    const order = lenses.map((_, index) => index)
    if (way === 'backward') order.reverse()
    return (doc: Json, complement: Json | undefined, notes: Run): Pair => {
      const given = complement !== undefined && isList(complement) ? complement : []
      const left: Json[] = []
      let any = false
      let current = doc
      for (const index of order) {
        const pair = (lenses[index] as Lens)[way](current, given[index] ?? undefined, notes)
        current = pair.doc
        left[index] = pair.complement ?? null
        if (pair.complement === undefined) continue
        any = true
        // It may refer to parts of the document.
        notes.own?.clear()
      }
      return { doc: current, complement: any ? left : undefined }
    }
  }
  return { forward: run('forward'), backward: run('backward') }
}
