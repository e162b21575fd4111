/** What `crosswalk db status` tells of an environment's database. */
export type SchemaStatus = {
  readonly environment: string
  /** Host, port and database, without user and password. */
  readonly place: string
  /**
   * `absent`: no schema of ours. `foreign`: a schema of our name that somebody else made. `older`: files are
   * pending. `newer`: applied by a newer Crosswalk. `drifted`: applied from other files than ours. `unrecorded`: files
   * are there of which the record says nothing.
   */
  readonly state: 'absent' | 'foreign' | 'older' | 'newer' | 'drifted' | 'unrecorded' | 'current'
  readonly applied: readonly AppliedFile[]
  readonly pending: readonly PendingFile[]
  /** The newest version that we have a file for. */
  readonly known: number
  /** Names of applied files that differ from ours, or that we do not have. */
  readonly drifted: readonly string[]
  /** Versions beyond those we know. */
  readonly newer: readonly number[]
  /** Names of files that are there, though the record has lost them. They are pending too. */
  readonly unrecorded: readonly string[]
  /** What stands in a `crosswalk` schema that is not ours. */
  readonly foreign: readonly string[]
  /** The tables that applications share with us, and what of them we cannot work with. */
  readonly configTables: readonly ConfigTable[]
}

export type AppliedFile = {
  readonly version: number
  readonly name: string
  readonly appliedAt: string
  readonly appliedBy: string
}

/** `present` are tables of the file that exist already: made by an application, by hand, or half-applied. */
export type PendingFile = {
  readonly version: number
  readonly name: string
  readonly present: readonly string[]
}

export type ConfigTable = {
  readonly table: string
  readonly exists: boolean
  readonly problems: readonly string[]
}

/** What is in our schema, compared with what the files that were applied make. Objects as in `index crosswalk.journal_pkey`. */
export type SchemaObjects = {
  readonly missing: readonly SchemaObject[]
  /** Changed by hand, switched off, or not valid. */
  readonly altered: readonly SchemaObject[]
  /** There, though no file makes it. */
  readonly foreign: readonly string[]
  /** Pending files of which some is there already. */
  readonly halfApplied: readonly { readonly file: string; readonly objects: readonly string[] }[]
}

/** What the tables that applications share with us lack, and adopting them would add. */
export type TableLack = { readonly table: string; readonly message: string; readonly what: readonly string[] }

export type SchemaObject = {
  readonly object: string
  /** The file that makes it, the last one where several do. */
  readonly file: string
}

/** One line of `crosswalk doctor`. `warn` does not keep anything from working. */
export type Check = {
  readonly name: string
  readonly ok: boolean | 'warn'
  readonly message: string
  readonly remedy?: string
}

/** Something that has to be true of the data, and how many rows are against it. */
export type DeepCheck = Check & {
  readonly count: number
  /** Some of them. */
  readonly examples: readonly { readonly id: string; readonly detail: string }[]
}
