import type { JsonObject } from '../json/value.ts'
import type { FlowDocument } from './document.ts'
import type { FlowMeta } from './metadata.ts'

/**
 * The document that Langflow takes, by its interface or its API: the form of the interface's export.
 *
 * Carries our metadata as `custom_metadata` and `changelog`, which Langflow ignores and our import
 * reads again; so the file alone says what it is. Importing it gives the same document.
 */
export const exportFlow = (flow: FlowDocument, meta: FlowMeta): JsonObject => ({
  ...flow,
  ...(meta.changelog === '' ? {} : { changelog: meta.changelog }),
  // Members that are absent were `undefined` in the record's type only.
  custom_metadata: meta.custom_metadata as JsonObject,
})
