import type { AgentName, Hash, Version } from '../../../shared/config/ids.ts'

/** A flow version that was published in an environment. */
export type PublishedFlow = {
  readonly agent: AgentName
  readonly version: Version
  readonly flowId: string
  /** Of its meaning. */
  readonly hash: Hash
  /** Host and port of the Langflow that has it. */
  readonly langflow: string
  readonly publishedAt: string
  readonly publishedBy: string
}

type Which = { readonly agent: AgentName; readonly version: Version }

/** Which flow versions an environment's Langflow has. Every change is in its audit log. */
export interface PublishedFlows {
  readonly environment: string
  /** Undefined where it was never published, or was taken back. */
  find(which: Which): Promise<PublishedFlow | undefined>
  record(
    flow: Omit<PublishedFlow, 'publishedAt' | 'publishedBy'>,
    options: { readonly releaseId: string; readonly who: string },
  ): Promise<void>
  /**
   * Takes a record back once `remove` is done; where that throws, everything stays. Raises
   * `langflow/not-published`, and where the flow is needed `langflow/still-needed` and `langflow/in-rollout`.
   */
  retire(
    which: Which,
    options: { readonly who: string; readonly remove: (flow: PublishedFlow) => Promise<void> },
  ): Promise<PublishedFlow>
}
