import { byText } from '../json/order.ts'
import type { PreservationClass, Preserved } from '../migration/preservation.ts'

/** Where the customisations at one place went, and of how many configs. */
export type FateCount = Preserved & {
  readonly configs: number
  /** It stands for many keys, and `configs` counts a config once for each that it has. */
  readonly together?: true
}

/** Tokens of a place within fates that share everything but their place; the first one says what they share. */
type Within = readonly string[]

/** What `merge` takes. */
export type FatesState = {
  readonly fates: readonly FateCount[]
  /** Objects that have more keys than are told one by one. */
  readonly crowded: readonly Within[]
}

/** `member`: which config was the last that counted for it. */
type Fate = { readonly fate: Preserved & { readonly together?: true }; configs: number; member: number }

/** Keys of one object that are told one by one. A schema has fewer; where users name them, there may be as many as users. */
const MOST_KEYS = 100

/** What is lost is told place by place, however much it is. */
const TOLD_TOGETHER: ReadonlySet<PreservationClass> = new Set(['kept', 'moved', 'converted'])

/**
 * Adds up where customisations went. Where an object has very many keys over all configs, these are told together,
 * as `*`, so that memory grows with the form of configs and not with what users name. Adding and merging give the same in any order.
 */
export class Fates {
  readonly #counts = new Map<string, Fate>()
  /** The keys that were met in each object; null where they are told together. */
  readonly #keys = new Map<string, { readonly within: Within; keys: Set<string> | null }>()
  #members = 0
  #overfull = false

  /** The customisations of one config. Of those at one place, as of the items of a list, it counts once. */
  add(preserved: readonly Preserved[]): void {
    const member = ++this.#members
    let seen: Set<string> | undefined
    for (const fate of preserved) {
      const key = keyOf(fate)
      const known = this.#counts.get(key)
      if (known !== undefined) {
        if (known.member !== member) known.configs++
        known.member = member
        continue
      }
      seen ??= new Set()
      if (seen.has(key)) continue
      seen.add(key)
      this.#count(fate, 1, member)
    }
    this.#bound()
  }

  merge({ fates, crowded }: FatesState): void {
    for (const within of crowded) this.#crowd(within)
    for (const { configs, ...fate } of fates) this.#count(fate, configs, 0)
    this.#bound()
  }

  get state(): FatesState {
    return {
      fates: [...this.#counts]
        .sort(([x, a], [y, b]) => b.configs - a.configs || byFate(a.fate, b.fate) || (x < y ? -1 : 1))
        .map(([, { fate, configs }]) => ({ ...fate, configs })),
      crowded: [...this.#keys.values()].flatMap(({ within, keys }) => (keys === null ? [within] : [])),
    }
  }

  #count(fate: Fate['fate'], configs: number, member: number): void {
    const own = this.#counts.get(keyOf(fate))
    // Its keys are noted, and not told together, or it would not be there by itself.
    if (own !== undefined) {
      own.configs += configs
      own.member = member
      return
    }
    const folded = this.#folded(fate)
    const key = keyOf(folded)
    let known = this.#counts.get(key)
    if (known === undefined) {
      known = { fate: folded, configs: 0, member: 0 }
      this.#counts.set(key, known)
    }
    known.configs += configs
    if (folded === fate) known.member = member
  }

  /** The fate with `*` for keys that are told together. */
  #folded(fate: Fate['fate']): Fate['fate'] {
    if (!TOLD_TOGETHER.has(fate.class) || fate.also !== undefined) return fate
    const from = fate.path.split('/')
    const to = fate.to?.split('/')
    const [shared, ...keys] = withinOf(fate, from, to)
    const folded = this.#fold([shared as string], keys).slice(1)
    if (folded.every((key, at) => key === keys[at])) return fate
    const end = (tokens: readonly string[]) =>
      [...tokens.slice(0, tokens.length - folded.length), ...folded].join('/')
    return { ...fate, path: end(from), ...(to === undefined ? {} : { to: end(to) }), together: true }
  }

  /** Goes down from object to object, and notes the keys that it meets. */
  #fold(start: Within, keys: readonly string[]): Within {
    const within = [...start]
    for (const key of keys) {
      const id = idOf(within)
      let object = this.#keys.get(id)
      if (object === undefined) {
        object = { within: [...within], keys: new Set() }
        this.#keys.set(id, object)
      }
      object.keys?.add(key)
      this.#overfull ||= (object.keys?.size ?? 0) > MOST_KEYS
      within.push(object.keys === null ? '*' : key)
    }
    return within
  }

  #crowd(within: Within): void {
    const id = idOf(within)
    if (this.#keys.get(id)?.keys === null) return
    this.#keys.set(id, { within, keys: null })
    this.#overfull = true
  }

  /** Only between configs, so that it makes no difference in which order one has its settings. */
  #bound(): void {
    while (this.#overfull) {
      this.#overfull = false
      const crowded = [...this.#keys.values()].filter(({ keys }) => keys === null || keys.size > MOST_KEYS)
      const counts = [...this.#counts.values()]
      this.#keys.clear()
      this.#counts.clear()
      // Objects before those inside them, whose own place may have changed by that.
      crowded.sort((a, b) => a.within.length - b.within.length)
      for (const { within } of crowded) {
        const [shared, ...keys] = within
        const place = this.#fold([shared as string], keys)
        this.#keys.set(idOf(place), { within: place, keys: null })
      }
      for (const { fate, configs, member } of counts) this.#count(fate, configs, member)
    }
  }
}

// Tokens of a pointer have no slash of their own; what comes first is JSON, which ends by itself.
const idOf = (within: Within): string => within.join('/')

/** What of a fate's place users may have named: all of it, or what is the same at both ends of a move. */
function withinOf(fate: Preserved, from: readonly string[], to: readonly string[] | undefined): Within {
  let same = 0
  if (to === undefined) same = from.length
  else while (same < from.length && same < to.length && from.at(-1 - same) === to.at(-1 - same)) same++
  const head = (tokens: readonly string[] = []) => tokens.slice(0, tokens.length - same).join('/')
  return [
    JSON.stringify([fate.class, fate.step ?? '', head(from), to === undefined ? '' : head(to)]),
    ...from.slice(from.length - same),
  ]
}

const byFate = (a: Preserved, b: Preserved): number =>
  byText(a.class, b.class) || byText(a.path, b.path) || byText(a.to ?? '', b.to ?? '')

// Called for every customisation, so put together by hand; most are kept, and their path will do. The lengths tell the
// parts of others apart, whatever keys users have.
function keyOf({ path, class: kind, to = '', step = '', also, together }: Fate['fate']): string {
  if (kind === 'kept' && also === undefined && together === undefined) return path
  const others = also === undefined ? '' : JSON.stringify(also)
  return `${kind}${together ? '*' : ''} ${path.length} ${to.length} ${step.length} ${path}${to}${step}${others}`
}
