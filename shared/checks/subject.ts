import type { Version } from '../config/ids.ts'
import type { FlowMeta } from '../flow/metadata.ts'
import type { Json } from '../json/value.ts'
import type { Migration } from '../migration/migration.ts'
import type { SourceFacts } from './source-facts.ts'

/** What the workspace has of one version; whatever it lacks is left out, and so are the checks that need it. */
export type VersionDocuments = {
  readonly version: Version
  readonly schema?: Json | undefined
  readonly defaults?: Json | undefined
  readonly meta?: Pick<FlowMeta, 'custom_metadata' | 'variables'> | undefined
}

/** One migration with what stands around it. */
export type MigrationSubject = {
  readonly migration: Migration
  /** The module's file, relative to the workspace: for messages. */
  readonly file: string
  readonly from: VersionDocuments
  readonly to: VersionDocuments
  /** What the module's text shows; one that is not written yet has none. */
  readonly source?: SourceFacts | undefined
}
