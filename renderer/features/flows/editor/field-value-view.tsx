import type { JsonObject } from '../../../../shared/json/value.ts'
import { writeJson } from '../../../../shared/json/write.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Mono } from '../../../ui/mono.tsx'
import { fieldValue } from '../graph/field-value.ts'

/** A field's value: never that of a secret. */
export function FieldValueView({ field }: { readonly field: JsonObject }) {
  const value = fieldValue(field)
  if (value.kind === 'none') return <span className="flows-muted">no value</span>
  if (value.kind === 'secret')
    return <span className="flows-muted">•••••••• given in Langflow, never kept here</span>
  if (value.kind === 'variable') {
    return (
      <span>
        <Badge tone="neutral">variable</Badge> <Mono>{value.name}</Mono>
      </span>
    )
  }
  const text = typeof value.value === 'string' ? value.value : writeJson(value.value, { indent: 2 })
  if (!text.includes('\n') && text.length < 80) return <Mono>{text}</Mono>
  return (
    // A long text is scrolled by keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
    <pre className="flows-text" tabIndex={0}>
      {text}
    </pre>
  )
}
