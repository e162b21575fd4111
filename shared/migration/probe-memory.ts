import type { Customisation } from '../config/customisations.ts'
import { canonicalText } from '../json/canonical.ts'
import { getAt } from '../json/pointer.ts'
import type { Json } from '../json/value.ts'
import type { Answer, Seen } from './inquiry.ts'

/** How many configs have to lose a leaf, and none keep it, before all others count as losing it too. */
const ENOUGH_DROPPED = 8

/** Runs that asking for one leaf takes at the most: one for each other value, and one with the default's. */
const RUNS_OF_A_LEAF = 5

type Known = {
  /** Places that the leaf was seen to move to, as templates. */
  readonly moved: Map<string, Template>
  /** What became of a value, by its canonical text. */
  readonly byValue: Map<string, Remembered>
  /** Values that gave an image, by the place and the image: one image of many values looks like a constant. */
  readonly images: Map<string, string>
  dropped: number
  other: number
}

type Remembered =
  | { readonly kind: 'refused' }
  | { readonly kind: 'converted'; readonly template: Template; readonly image: string }

/** A place in the result, in terms of the list indexes of the place that the leaf comes from. */
type Template = readonly (string | number)[]

/**
 * What has been learned by asking about the leaves of configs of one shape, so that the next config of that shape
 * need not be asked again: a value that stands where the like of it was seen to go has moved there too, and one
 * that gave the same before gives the same now.
 *
 * It only ever says what it can check in the result at hand. Whatever differs from what is known has to be asked.
 */
export class ProbeMemory {
  readonly #leaves = new Map<string, Known>()
  #left: number

  /** `runs`: how often the code may be run to ask. */
  constructor(runs: number) {
    this.#left = runs
  }

  /** Whether there are runs left to ask for a leaf to its end: half an answer could be taken for a whole one. */
  get canAsk(): boolean {
    return this.#left >= RUNS_OF_A_LEAF
  }

  spend(): void {
    this.#left--
  }

  /** What is known to have become of a leaf, given the result; undefined where it has to be asked. */
  recall(pattern: string, leaf: Customisation, result: Json): Answer | undefined {
    const known = this.#leaves.get(pattern)
    if (known === undefined) return undefined
    const text = canonicalText(leaf.value)
    for (const template of known.moved.values()) {
      const tokens = placeOf(template, leaf)
      if (textAt(result, tokens) === text) return { kind: 'moved', tokens }
    }
    const before = known.byValue.get(text)
    if (before?.kind === 'converted') {
      const tokens = placeOf(before.template, leaf)
      if (textAt(result, tokens) === before.image) return { kind: 'converted', tokens }
    } else if (before) return before.kind
    // Where nobody can be asked any more, rather a loss too many than one too few.
    const enough = this.canAsk ? ENOUGH_DROPPED : 1
    return known.other === 0 && known.dropped >= enough ? 'nowhere' : undefined
  }

  learn(pattern: string, leaf: Customisation, answer: Answer, result: Json): void {
    const known = this.#of(pattern)
    const text = canonicalText(leaf.value)
    // That one config loses a value does not tell that another with the same value does.
    if (answer === 'nowhere') {
      known.dropped++
      return
    }
    known.other++
    if (answer === 'refused') {
      known.byValue.set(text, { kind: answer })
      return
    }
    const template = templateOf(answer, leaf)
    if (answer.kind === 'moved') known.moved.set(JSON.stringify(template), template)
    else known.byValue.set(text, { kind: 'converted', template, image: textAt(result, answer.tokens) ?? '' })
  }

  /**
   * Whether the result holds, where values of this leaf were seen to be converted to, what another value gave
   * already: then it may well be a constant, and is asked first.
   */
  isSuspicious(pattern: string, leaf: Customisation, result: Json): boolean {
    const known = this.#leaves.get(pattern)
    if (known === undefined) return false
    const text = canonicalText(leaf.value)
    let suspicious = false
    for (const { key, image } of this.#imagesOf(known, leaf, result)) {
      const seen = known.images.get(`${key} ${image}`)
      if (seen === undefined) known.images.set(`${key} ${image}`, text)
      else suspicious ||= seen !== text
    }
    return suspicious
  }

  *#imagesOf(known: Known, leaf: Customisation, result: Json): Generator<{ key: string; image: string }> {
    const templates = new Map<string, Template>()
    for (const one of known.byValue.values()) {
      if (one.kind === 'converted') templates.set(JSON.stringify(one.template), one.template)
    }
    for (const [key, template] of templates) {
      yield { key, image: textAt(result, placeOf(template, leaf)) ?? '' }
    }
  }

  #of(pattern: string): Known {
    let known = this.#leaves.get(pattern)
    if (!known) {
      known = { moved: new Map(), byValue: new Map(), images: new Map(), dropped: 0, other: 0 }
      this.#leaves.set(pattern, known)
    }
    return known
  }
}

function textAt(doc: Json, tokens: readonly string[]): string | undefined {
  const found = getAt(doc, tokens)
  return found === undefined ? undefined : canonicalText(found)
}

const INDEX = /^(?:0|[1-9]\d*)$/

/** Indexes of the target that are indexes of the source too stand for these, in their order. */
function templateOf({ tokens }: Seen, leaf: Customisation): Template {
  const own = leaf.tokens.flatMap((token, level) => (INDEX.test(token) ? [level] : []))
  let next = 0
  return tokens.map((token) => {
    const level = own[next]
    if (level === undefined || leaf.tokens[level] !== token) return token
    next++
    return level
  })
}

const placeOf = (template: Template, leaf: Customisation): readonly string[] =>
  template.map((part) => (typeof part === 'number' ? (leaf.tokens[part] ?? '') : part))
