import { parsePointer, setAt } from '../../json/pointer.ts'
import type { Json } from '../../json/value.ts'
import { type FlowDocument, nameOf } from '../document.ts'
import { type Finding, findInPlainValue, findSecrets } from './find.ts'
import { cleanText, type Suspicion } from './text.ts'

/** What was removed and from where, never the value. `place` is a JSON Pointer into the document as it was read. */
export type RemovedSecret = Suspicion & {
  readonly place: string
  /** Of a node: its id and its display name, and the field where it was one. */
  readonly node?: string
  readonly node_name?: string
  readonly field?: string
}

/**
 * A flow without secrets, and what was removed, in the document's order.
 *
 * Looks into fields for secrets, dictionaries, tables, headers, code, URLs, prompts, notes and plain
 * text, in groups too. Names of variables stay. What was a value by itself becomes empty; within a
 * text, only the secret is replaced by `***removed***`, so that code still compiles. Doing it again
 * removes nothing more. A secret that neither its place, its name nor its form betrays is not
 * found, nor one that is itself a key or an id.
 */
export function removeSecrets(flow: FlowDocument): { flow: FlowDocument; removed: RemovedSecret[] } {
  const { value, removed } = apply(flow, [...findSecrets(flow)])
  // Only texts and values changed: what the reader vouches for still holds.
  return { flow: value as FlowDocument, removed }
}

/** The same for a plain value that stands at `place`, such as a flow's `custom_metadata`. */
export function removeSecretsFrom(value: Json, place: string): { value: Json; removed: RemovedSecret[] } {
  const findings = [...findInPlainValue(value, '')]
  const { value: clean, removed } = apply(value, findings)
  return { value: clean, removed: removed.map((item) => ({ ...item, place: place + item.place })) }
}

function apply(value: Json, findings: readonly Finding[]): { value: Json; removed: RemovedSecret[] } {
  let clean = value
  const removed: RemovedSecret[] = []
  for (const { place, node, field, parts, replacement } of findings) {
    clean = setAt(clean, parsePointer(place), replacement)
    const where = {
      ...(node === undefined ? {} : { node: node.id, node_name: shown(nameOf(node)) }),
      ...(field === undefined ? {} : { field: shown(field) }),
    }
    for (const { kind, reason } of parts) removed.push({ place, kind, reason: shown(reason), ...where })
  }
  return { value: clean, removed }
}

// Someone may have put a secret into a name.
const shown = (text: string): string => cleanText(text, { isCode: false }).text
