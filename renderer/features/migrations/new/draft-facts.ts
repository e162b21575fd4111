import { create } from 'zustand'
import type { DraftedMigration } from '../../../../shared/api/migrations.ts'
import { type Edge, edgeKey } from '../edge.ts'

/** What drafts of this session rest on, by the key of their edge: the file itself says only what became of them. */
export const useDraftFacts = create<ReadonlyMap<string, DraftedMigration>>(() => new Map())

export const keepDraftFacts = (edge: Edge, drafted: DraftedMigration): void =>
  useDraftFacts.setState((all) => new Map(all).set(edgeKey(edge), drafted), true)
