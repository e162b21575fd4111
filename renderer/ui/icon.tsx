/** A codicon, by its name without `codicon-`. Screen readers pass it by: what it means is said beside it. */
export function Icon({ name }: { readonly name: string }) {
  return <i className={`codicon codicon-${name}`} aria-hidden="true" />
}
