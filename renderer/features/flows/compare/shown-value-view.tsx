import type { ShownValue } from '../../../../shared/flow/compare/values.ts'
import { writeJson } from '../../../../shared/json/write.ts'
import { Badge } from '../../../ui/badge.tsx'

/** Letters of a value that a list of differences shows. */
const SHOWN = 600

/** A value of a comparison, as far as it may be seen. */
export function ShownValueView({ value }: { readonly value: ShownValue }) {
  if (value.kind === 'secret') return <em>a secret</em>
  if (value.kind === 'variable') {
    return (
      <>
        <Badge tone="neutral">variable</Badge> <code>{value.name}</code>
      </>
    )
  }
  const text = writeJson(value.value)
  const cut = text.length > SHOWN
  return (
    <code title={cut ? `${text.length} letters` : undefined}>{cut ? `${text.slice(0, SHOWN)}…` : text}</code>
  )
}
