import type { Customisation } from '../config/customisations.ts'
import type { SchemaProblem } from '../config/schema.ts'
import { SecretSchema } from '../config/secret-schema.ts'
import { mapValues, placesOfMentions, placesOfSecrets } from '../config/secret-stand-in.ts'
import { isStandIn } from '../config/secret-value.ts'
import { equalJson } from '../json/equal.ts'
import { patternOf } from '../json/pattern.ts'
import { formatPointer, setAt } from '../json/pointer.ts'
import type { Json, JsonObject } from '../json/value.ts'
import type { EngineRun } from '../migration/engine.ts'

/** What a run has done to secrets beside moving them. */
export type Watched = {
  /** Secrets at places that the target schema does not mark: they would be written in the clear from then on. */
  readonly problems: readonly SchemaProblem[]
  /** Where secrets stood that code has read, list indexes as `*`. */
  readonly read: readonly string[]
}

/**
 * Looks what a migration does to secrets, of which it sees only what stands for them.
 *
 * Code that moves a value whole does not depend on it. So another stand-in is put in the place of each, unlike the
 * first in everything, and the code is run again: where the results differ in more than that, the code has read it.
 */
export class SecretWatch {
  readonly #schema: Json | undefined
  #marks: SecretSchema | undefined

  /** `schema` is the target version's, where there is one. */
  constructor(schema: Json | undefined) {
    this.#schema = schema
  }

  /** Undefined where the config holds no secret. `forward` gives undefined where the code refuses a config. */
  watch(
    leaves: readonly Customisation[],
    config: JsonObject,
    run: EngineRun,
    forward: (other: JsonObject) => Json | undefined,
  ): Watched | undefined {
    const secrets = leaves.filter(({ value }) => isStandIn(value))
    if (secrets.length === 0) return undefined
    const isRead = (some: readonly Customisation[]): boolean => dependsOn(some, config, run.config, forward)
    // One run settles most; which secret it was is asked for only where there is one.
    const read = run.code.length > 0 && isRead(secrets) ? secrets.filter((one) => isRead([one])) : []
    return {
      problems: this.#problemsOf(run.config),
      read: [...new Set(read.map(({ tokens }) => patternOf(tokens, config)))],
    }
  }

  #problemsOf(result: Json): readonly SchemaProblem[] {
    const mentions = placesOfMentions(result).map((tokens) => ({
      path: formatPointer(tokens),
      problem: 'holds what stands for a secret, besides other things',
    }))
    if (this.#schema === undefined) return mentions
    this.#marks ??= new SecretSchema(this.#schema)
    const marked = new Set(this.#marks.places(result).map(formatPointer))
    const isMarked = (tokens: readonly string[]): boolean =>
      tokens.some((_, level) => marked.has(formatPointer(tokens.slice(0, level + 1))))
    const unmarked = placesOfSecrets(result).filter((tokens) => !isMarked(tokens))
    return [
      ...mentions,
      ...unmarked.map((tokens) => ({
        path: formatPointer(tokens),
        problem: 'holds a secret, and is not marked "x-secret"',
      })),
    ]
  }
}

function dependsOn(
  secrets: readonly Customisation[],
  config: JsonObject,
  result: Json,
  forward: (other: JsonObject) => Json | undefined,
): boolean {
  const originals = new Map<string, Json>()
  let other: Json = config
  for (const [index, { tokens, value }] of secrets.entries()) {
    // Short, without letters, and in no config.
    const mark = `\u2063${index}`
    originals.set(mark, value)
    other = setAt(other, tokens, mark)
  }
  const found = forward(other as JsonObject)
  if (found === undefined) return true
  const restored = mapValues(found, (one) => (typeof one === 'string' ? originals.get(one) : undefined))
  return !equalJson(restored, result)
}
