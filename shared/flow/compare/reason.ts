/** `breaking`: what tenants or callers set up may stop to work; `feature`: something new beside it; `fix`: the same inside out. */
export type Verdict = 'breaking' | 'feature' | 'fix' | 'none'

/** Why, and of what: a node, `Node.field`, an edge, `variable NAME` or another part of the record. */
export type Reason = {
  readonly verdict: Exclude<Verdict, 'none'>
  readonly place: string
  readonly text: string
}

export const reason = (verdict: Reason['verdict'], place: string, text: string): Reason => ({
  verdict,
  place,
  text,
})
