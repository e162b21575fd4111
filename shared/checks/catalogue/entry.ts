/** An `error` makes `crosswalk migration check` end with status 3; a `warning` is told and no more. */
export type CheckSeverity = 'error' | 'warning'

/**
 * What is to be said of one code: the one source of the tool's text and of the code's page in `docs/checks`.
 * Codes are stable: never reused, never renamed.
 */
export type CheckEntry<Data> = {
  /** What was found, without a full stop. */
  readonly title: string
  readonly severity: CheckSeverity
  /** One sentence: what is wrong here. */
  readonly message: (data: Data) => string
  /** What to do, as a sentence. */
  readonly remedy: string
  /** Why it matters, for the page. */
  readonly why: string
  /** Data as it may be, for the example on the page. */
  readonly sample: Data
  /** `never`: it stands where no comment can, or says that there is nothing to read. */
  readonly silence?: 'never'
  /** An example that has the finding, and one that has it no more; `in` is its language. */
  readonly example: { readonly in: 'ts' | 'json' | 'text'; readonly wrong: string; readonly right: string }
}

/** Types one entry, so that its data's form follows from its message's parameter. */
export const checkEntry = <Data>(value: CheckEntry<Data>): CheckEntry<Data> => value
