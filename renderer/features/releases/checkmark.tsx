/** A box of a list of duties, which says in words what it shows. */
export function Checkmark({ state }: { readonly state: 'open' | 'done' }) {
  return (
    <i
      className={`codicon codicon-${state === 'done' ? 'pass-filled' : 'circle-large-outline'}`}
      role="img"
      aria-label={state === 'done' ? 'done' : 'to do'}
    />
  )
}
