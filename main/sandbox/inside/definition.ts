import type { Json } from '../../../shared/json/value.ts'
import { copyOut, Unfit } from './copy-out.ts'

/** What a module's default export says, as data that is yet to be checked. Throws `Unfit`. */
export function readDefinition(value: object): { readonly [key: string]: Json } {
  const ids = { next: 0 }
  const definition = mapMembers(value, (key, member) =>
    key === 'steps' && Array.isArray(member)
      ? member.map((step: unknown, index) => within(index, () => readStep(step, ids)))
      : copyOut(member),
  )
  // Once more as a whole, for the limits: our own process is going to check it.
  return copyOut(definition) as { readonly [key: string]: Json }
}

function readStep(step: unknown, ids: { next: number }): Json {
  if (isTransform(step)) return readTransform(step, ids)
  refuseInnerTransform(step)
  return copyOut(step)
}

/** The functions stay behind in the module; the step that stands for them is found by its number. */
function readTransform(step: object, ids: { next: number }): Json {
  const { op, up, down, summary, ...rest } = step as Record<string, unknown>
  if (typeof up !== 'function') throw new Unfit('a transform whose up is no function').under('up')
  if (down !== undefined && typeof down !== 'function') {
    throw new Unfit('a transform whose down is no function').under('down')
  }
  for (const key of Object.keys(rest)) throw new Unfit('an unknown member of a transform').under(key)
  return {
    op: copyOut(op),
    id: `t${ids.next++}`,
    down: down !== undefined,
    ...(summary === undefined ? {} : { summary: within('summary', () => copyOut(summary)) }),
  }
}

function refuseInnerTransform(step: unknown): void {
  if (typeof step !== 'object' || step === null || !('steps' in step) || !Array.isArray(step.steps)) return
  step.steps.forEach((inner: unknown, index) => {
    within('steps', () =>
      within(index, () => {
        if (isTransform(inner))
          throw new Unfit('a transform inside another step, while it works on whole configs,')
        refuseInnerTransform(inner)
      }),
    )
  })
}

const isTransform = (step: unknown): step is object =>
  typeof step === 'object' && step !== null && 'op' in step && step.op === 'transform'

function mapMembers(value: object, map: (key: string, member: unknown) => Json): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, within(key, () => map(key, member))]),
  )
}

function within<T>(key: string | number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof Unfit ? error.under(key) : error
  }
}
