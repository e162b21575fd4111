import { formatPointer, isPrefix } from '../../json/pointer.ts'
import type { Json, JsonObject } from '../../json/value.ts'
import type { Step } from '../../lens/step.ts'
import { arrange, moveStep } from './arrange.ts'
import { commonAdds, type DefaultsContext, defaultSteps } from './defaults.ts'
import { certain, type Drafted, type OpenQuestion } from './drafted.ts'
import { type Match, type Matching, matchScopes } from './match.ts'
import { withoutFresh, withSchemaDefaults } from './missing-defaults.ts'
import { type Observations, observe } from './observe.ts'
import { type Property, propertiesOf, type Side } from './properties.ts'
import { findTable } from './table.ts'
import { trySteps } from './try-steps.ts'
import { valueSteps } from './value-steps.ts'
import { writableSteps } from './writable.ts'

export type DraftRequest = {
  readonly old: Side
  readonly fresh: Side
  /** The new version, for what users are told. */
  readonly to: string
  readonly changelog: string
  /** Configs of the old version, as users have them. */
  readonly samples: readonly JsonObject[]
}

/** A migration that was drafted: steps in their order, and what is left to a person. */
export type Draft = { readonly steps: readonly Drafted[]; readonly open: readonly OpenQuestion[] }

/**
 * Drafts the steps from one version to the next out of schemas, default configs, what the flows read, and
 * configs as users have them.
 *
 * What is not sure enough is no step but a question, and nothing that a user may have set is taken away
 * otherwise than by `deprecate`, which keeps the value and tells the user. Pure; the same input gives the
 * same draft.
 */
export function draftMigration(request: DraftRequest): Draft {
  const { old, fresh, samples } = request
  // Of a version of which nothing is known it cannot be said what it has not.
  if (!isKnown(fresh) || !(isKnown(old) || samples.length > 0)) return { steps: [], open: [] }
  const scope = propertiesOf(old, samples)
  const freshScope = propertiesOf(fresh)
  return new Work(request, observe(scope, request.samples)).draft(scope, freshScope)
}

const isKnown = ({ schema, defaults }: Side): boolean => schema !== undefined || defaults !== undefined

class Work {
  readonly #request: DraftRequest
  readonly #seen: Observations
  readonly #open: OpenQuestion[] = []

  constructor(request: DraftRequest, seen: Observations) {
    this.#request = request
    this.#seen = seen
  }

  draft(scope: Property, freshScope: Property): Draft {
    const { matching, steps } = this.#structure(scope, freshScope)
    const left = this.#defaultSteps(scope, freshScope, matching, steps)
    const writable = writableSteps([...steps, ...left], (question) => this.#open.push(question))
    return { steps: writable, open: this.#open }
  }

  /** What is left to do for the default configs once the steps are done. */
  #defaultSteps(
    scope: Property,
    freshScope: Property,
    matching: Matching,
    steps: readonly Drafted[],
  ): readonly Drafted[] {
    const { old, fresh } = this.#request
    const context = this.#defaults(scope, freshScope, matching)
    if (old.defaults === undefined) {
      if (fresh.defaults === undefined) return []
      const made = withoutFresh(fresh.defaults, scope, freshScope, matching)
      return defaultSteps(made, fresh.defaults, context)
    }
    const made = trySteps(toSteps(steps), old.defaults)
    if (made === undefined) {
      this.#open.push({
        place: '',
        question: 'The steps do not go together on the old default config.',
        choices: [],
      })
      return []
    }
    return defaultSteps(made, fresh.defaults ?? withSchemaDefaults(made, matching), context)
  }

  #structure(scope: Property, freshScope: Property): { matching: Matching; steps: readonly Drafted[] } {
    const found = matchScopes(scope, freshScope, this.#seen)
    const matching = { ...found, gone: found.gone.filter((old) => this.#isGone(old)) }
    const { to, changelog } = this.#request
    const steps = arrange({
      scope,
      freshScope,
      matching,
      to,
      changelog,
      valueSteps: (match) => this.#valueSteps(match),
      ask: (question) => this.#open.push(question),
      isGone: (old) => this.#isGone(old),
    })
    return { matching, steps }
  }

  /** Without a schema, only what the default config had and has not any more is known to be gone. */
  #isGone(old: Property): boolean {
    const { old: before, fresh } = this.#request
    return (before.schema !== undefined && fresh.schema !== undefined) || old.usual.size > 0
  }

  #valueSteps(match: Match): readonly Drafted[] {
    return valueSteps(match, {
      seen: this.#seen,
      ask: (question) => this.#open.push(question),
      items: (old, fresh) => this.#items(old, fresh),
    })
  }

  /** The steps for each item of a list or a map. */
  #items(item: Property, freshItem: Property): readonly Drafted[] {
    if (item.children.length === 0 || freshItem.children.length === 0) {
      this.#askOfItems(item, freshItem)
      return []
    }
    const { matching, steps } = this.#structure(item, freshItem)
    const plain = toSteps(steps)
    const pairs = [...item.usual].flatMap(([id, value]): [Json, Json][] => {
      const made = trySteps(plain, value)
      const wanted = freshItem.usual.get(id)
      return made === undefined || wanted === undefined ? [] : [[made, wanted]]
    })
    const context = this.#defaults(item, freshItem, matching)
    const added = commonAdds(pairs, context)
    return [...steps, ...added, ...this.#needed(freshItem, matching, added)]
  }

  /** What each item has to have by the schema, and no default config shows: by the schema's own default. */
  #needed(freshItem: Property, matching: Matching, added: readonly Drafted[]): readonly Drafted[] {
    return matching.fresh.flatMap((fresh): readonly Drafted[] => {
      const path = formatPointer(fresh.tokens)
      const isAdded = added.some(({ step }) => 'path' in step && step.path === path)
      if (!fresh.required || fresh.parent !== freshItem || isAdded) return []
      const usual =
        fresh.facts.usual ?? (fresh.facts.values?.length === 1 ? fresh.facts.values[0] : undefined)
      if (usual !== undefined)
        return [certain({ op: 'add', path, value: usual }, { because: ['the default of the schema'] })]
      this.#open.push({
        place: fresh.place,
        question: 'Every item has to have it, and nothing says with which value.',
        choices: [`add('${path}', …) inside of the each`],
      })
      return []
    })
  }

  /** A step reaches the members of items, but no items that are scalars themselves. */
  #askOfItems(item: Property, freshItem: Property): void {
    const table = findTable(item, freshItem, this.#seen.get(item.place)?.values)
    if (table === undefined) return
    const gone = [...table.pairs.map(([from]) => from), ...table.open]
    this.#open.push({
      place: freshItem.place,
      question: `Items may no longer be ${gone
        .slice(0, 10)
        .map((value) => JSON.stringify(value))
        .join(', ')}.`,
      choices: [
        `transform({ … }), which turns them into ${table.choices
          .slice(0, 12)
          .map((value) => JSON.stringify(value))
          .join(', ')}`,
      ],
    })
  }

  #defaults(scope: Property, freshScope: Property, matching: Matching): DefaultsContext {
    const { variables } = this.#request.fresh
    return {
      scope,
      freshScope,
      isReadAt: (path) => scope.place === '' && [...variables.keys()].some((read) => read === path),
      others: (tokens) =>
        matching.gone
          .flatMap((old) => matching.doubts.get(old) ?? [])
          .filter((match) => isPrefix(tokens, match.fresh.tokens) && matching.fresh.includes(match.fresh))
          .map((match) => ({
            steps: [moveStep(match.old.tokens, match.fresh.tokens)],
            confidence: match.confidence,
          })),
    }
  }
}

const toSteps = (drafted: readonly Drafted[]): readonly Step[] => drafted.map(({ step }) => step)
