import type { AgentName, ConfigId } from '../../../shared/config/ids.ts'

/** A config of an environment, without its contents. */
export type ConfigOwner = {
  readonly id: ConfigId
  readonly tenantId: string
  readonly userId: string
  readonly agent: AgentName
  readonly version: string
}

/** What ended a state of a config, for a row of its history. */
export type StateActor = {
  readonly versionRow: string
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly kind: 'push' | 'rollback' | 'restore' | 'edit'
  /** Null where nobody has noted it. */
  readonly who: string | null
  readonly release: string | null
}

/** Finds configs in an environment, and who did what to one. Writes nothing: the sessions' transactions cannot. */
export interface Tenants {
  /** Those whose id, tenant or user begins with a text of hexadecimal digits and hyphens, in the order of their ids. */
  find(
    text: string,
    page: { readonly after?: ConfigId | undefined; readonly limit: number },
  ): Promise<readonly ConfigOwner[]>
  /** For each row of a config's history, who ended the state that it holds. */
  actors(config: ConfigId): Promise<readonly StateActor[]>
}
