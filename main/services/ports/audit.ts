import type { Hash } from '../../../shared/config/ids.ts'

/** One entry of an environment's audit log. Hashes of what was there before and after, never values. */
export type AuditEntry = {
  /** Its place in the chain: 1, 2, 3, … without a gap. */
  readonly id: number
  /** ISO 8601 in UTC, to the microsecond. */
  readonly at: string
  /** Who acted: the login, or whom a service with the right to do so named. */
  readonly actor: string
  readonly action: string
  readonly subject: string
  /** JSON text. */
  readonly detail: string
  /** Whose session it was, and from where; null in entries from before the database knew. */
  readonly login: string | null
  readonly client: string | null
  readonly application: string | null
  readonly before: Hash | null
  readonly after: Hash | null
  readonly previousHash: Hash
  readonly hash: Hash
  /** What the hash is over, after the previous one: JSON, a list that begins with the form, from the second on, and the id. */
  readonly text: string
}

export interface AuditLog {
  /** Pages in the order of the chain, from the first entry at or after `since` on. */
  pages(options: { since?: string; signal?: AbortSignal }): AsyncGenerator<readonly AuditEntry[]>
  /** The newest entries, newest first. */
  newest(options: { limit: number; since?: string }): Promise<readonly AuditEntry[]>
  /** Releases and approvals that stand in the database but not in the log, in words. */
  findUnrecorded(): Promise<readonly string[]>
}
