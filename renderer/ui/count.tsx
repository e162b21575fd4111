import './badge.css'

/** A number in a pill, with its thousands apart. */
export function Count({ value }: { readonly value: number }) {
  return <span className="ui-count">{value.toLocaleString('en')}</span>
}
