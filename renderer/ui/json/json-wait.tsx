import { Spinner } from '../spinner.tsx'

/** Instead of a document that is being laid out. */
export const JsonWait = ({ letters }: { readonly letters: number }) => (
  <p className="json-wait">
    <Spinner label={`Laying out ${(letters / 1_000_000).toFixed(1)} million letters`} />
  </p>
)
