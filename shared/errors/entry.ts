/**
 * What the catalogue says of one code. The kind fixes the exit status and the HTTP status,
 * see `status.ts`; the message names the thing, the place and the remedy.
 */
export type ErrorKind =
  | 'usage'
  | 'refused'
  | 'not-found'
  | 'unreachable'
  | 'conflict'
  | 'bug'
  // Told over HTTP only, where each has a status of its own.
  | 'unauthenticated'
  | 'forbidden'
  | 'changed-since'
  | 'unconditional'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  // Of a server behind ours: what it answers, and that it does not in time.
  | 'upstream'
  | 'upstream-slow'

export type ErrorEntry<D> = {
  readonly kind: ErrorKind
  /** Whether trying the same call again may help. */
  readonly retryable?: boolean
  readonly message: (data: D) => string
}

/** Types one entry, so that its data's form follows from its message's parameter. */
export const entry = <D>(value: ErrorEntry<D>): ErrorEntry<D> => value
