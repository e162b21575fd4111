import type { FlowDocument } from './document.ts'
import { type FlowMeta, flowMetadata } from './metadata.ts'
import type { FlowFileEntry } from './read/read-flow-file.ts'
import { type RemovedSecret, removeSecrets, removeSecretsFrom } from './secrets/remove.ts'

/** A flow ready to be stored, its record, and what was removed from it. */
export type ImportedFlow = {
  readonly flow: FlowDocument
  readonly meta: FlowMeta
  readonly removed: readonly RemovedSecret[]
}

/**
 * Takes a flow that was read into the workspace's form: without secrets, neither in the flow nor in
 * the metadata that its file declared, and with its record. Raises `flow/bad-metadata`.
 */
export function importFlow({ flow, declared, source }: FlowFileEntry): ImportedFlow {
  const document = removeSecrets(flow)
  const metadata = removeSecretsFrom(declared.custom_metadata ?? {}, '/custom_metadata')
  const changelog = removeSecretsFrom(declared.changelog ?? '', '/changelog')
  const clean = { ...declared, custom_metadata: metadata.value, changelog: changelog.value }
  return {
    flow: document.flow,
    meta: flowMetadata(document.flow, clean, source),
    removed: [...document.removed, ...metadata.removed, ...changelog.removed],
  }
}
