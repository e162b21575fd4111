import { hash } from 'node:crypto'
import type { Hash } from '../../shared/config/ids.ts'
import type { Sha256 } from '../../shared/json/hash.ts'
import type { BatchEvaluator, Evaluator } from '../../shared/migration/evaluator.ts'
import { explainConfig } from '../../shared/review/explain-config.ts'
import { previewBatch } from '../../shared/review/preview-batch.ts'
import { previewConfig } from '../../shared/review/preview-config.ts'
import { pushConfig } from '../../shared/review/push-config.ts'
import { rollbackConfig } from '../../shared/review/rollback-config.ts'

/** Any evaluator: what it takes and gives is known to who opens a session with it. */
// biome-ignore lint/suspicious/noExplicitAny: plans, inputs and outputs differ from one evaluator to the next
export type AnyEvaluator = Evaluator<any, any, any>

// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyBatchEvaluator = BatchEvaluator<any, any, any, any>

/** What the module of a sandbox's evaluators exports. */
export type Table = {
  readonly evaluators: { readonly [name: string]: AnyEvaluator }
  readonly batchEvaluators?: { readonly [name: string]: AnyBatchEvaluator }
}

const digest: Sha256 = (text) => hash('sha256', text) as Hash

/** What a session can be opened with, by name. Loaded in every process of the sandbox. */
export const evaluators: Table['evaluators'] = {
  preview: previewConfig(digest),
  explain: explainConfig(digest),
  push: pushConfig(digest),
  rollback: rollbackConfig(digest),
}

/** The same for those that take a batch at a time. */
export const batchEvaluators: NonNullable<Table['batchEvaluators']> = {
  'preview-batch': previewBatch(digest),
}
