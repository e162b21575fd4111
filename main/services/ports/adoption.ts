/** What a workspace knows, for comparison with what a database has. */
export type KnownAgents = readonly {
  readonly agent: string
  /** Versions that it has a flow, a default config or a migration of. */
  readonly versions: readonly string[]
}[]

/** How each kind of mistake is to be repaired. What is left out is undecided. */
export type AdoptionChoices = {
  readonly orphans?: 'placeholder' | 'set-aside' | 'leave' | 'abort'
  readonly duplicates?: 'keep-newest' | 'abort'
  readonly malformed?: 'set-aside' | 'leave' | 'abort'
  readonly versions?: 'from-config' | 'leave' | 'abort'
  readonly stuck?: 'reset' | 'leave' | 'abort'
  readonly ids?: 'rewrite' | 'abort'
}

export type ChoiceName = keyof AdoptionChoices

/** A kind of mistake that a database has. */
export type AdoptionFinding = {
  /** Stable, as in `orphan-tenants`. */
  readonly code: string
  /**
   * `blocking`: it cannot be adopted while this stands. `decide`: repaired as the operator chooses. `add`: something
   * is missing that adopting adds. `note`: good to know, and left as it is.
   */
  readonly kind: 'blocking' | 'decide' | 'add' | 'note'
  readonly table: string
  readonly message: string
  readonly count: number
  /** Some of them. */
  readonly examples: readonly { readonly id: string; readonly detail: string }[]
  /** The option that decides, and for each of its values what would be done. */
  readonly choice?: { readonly option: ChoiceName; readonly would: Readonly<Record<string, string>> }
  /** What adopting does, or what a person may do. */
  readonly remedy?: string
}

export type AdoptionReport = {
  readonly environment: string
  readonly place: string
  /** Rows of each table that applications share with us; null where it is missing. */
  readonly rows: Readonly<Record<string, number | null>>
  readonly findings: readonly AdoptionFinding[]
}

/** One thing that was done, and to how many rows or objects. */
export type Repair = { readonly action: string; readonly subject: string; readonly count: number }

export type ApplyOptions = {
  readonly choices: AdoptionChoices
  readonly known: KnownAgents
  readonly who: string
  readonly signal: AbortSignal
  readonly progress?: ((event: { readonly label: string; readonly done: number }) => void) | undefined
}

/** A row that was set aside. */
export type SetAsideRow = {
  readonly id: string
  readonly table: string
  readonly rowId: string | null
  /** The only column that was taken away, where the row itself stayed. */
  readonly column: string | null
  readonly reason: string
  /** Rows of its history that are kept with it. */
  readonly history: number
  readonly at: string
  readonly by: string
  readonly restoredAt: string | null
}

export type RestoreOptions = {
  readonly who: string
  /** Sets aside what has its place by now. */
  readonly swap: boolean
}

/** A tenant or user that we made up. */
export type Placeholder = {
  readonly table: string
  readonly id: string
  readonly madeAt: string
  /** Rows of any table that refer to it. */
  readonly used: number
  /** Whether somebody has given it another name or the like since. */
  readonly changed: boolean
}

/** Taking over a database that has configs already. */
export interface Adoption {
  /** Looks only. */
  inspect(known: KnownAgents): Promise<AdoptionReport>
  /** Raises `adoption/busy`, `adoption/cascades`, `adoption/placeholder-refused`, `adoption/unfinished` and the like. */
  apply(options: ApplyOptions): Promise<readonly Repair[]>
  listSetAside(): Promise<readonly SetAsideRow[]>
  /** Gives the table and the number of rows that are back. Raises `adoption/not-set-aside`, `adoption/not-restorable`. */
  restore(id: string, options: RestoreOptions): Promise<Repair>
  listPlaceholders(): Promise<readonly Placeholder[]>
  /** Removes those that nothing refers to. */
  removePlaceholders(who: string): Promise<readonly Repair[]>
}
