import type { Hash } from '../../shared/config/ids.ts'
import type { AuditEntry, AuditLog } from './ports/audit.ts'

/**
 * What is wrong with an audit log. `id` is the entry's place in the chain; a finding without one is about the log
 * as a whole.
 */
export type AuditFinding = {
  readonly kind: 'changed' | 'missing' | 'moved' | 'cut' | 'unrecorded'
  readonly id: number | null
  readonly message: string
}

export type AuditVerdict = {
  readonly entries: number
  /** The end of the chain: whoever keeps its hash finds out later if the end was cut off or written anew. */
  readonly head: { readonly id: number; readonly hash: Hash } | null
  /** How many there are; `findings` has the first of them. */
  readonly faults: number
  readonly findings: readonly AuditFinding[]
}

/** SHA-256 over the bytes of a hash followed by a text in UTF-8. */
export type ChainHash = (previous: Hash, text: string) => Hash

export type VerifyOptions = {
  /** The hash of an entry that has to be there: the head of an earlier verification. */
  readonly expect?: Hash | undefined
  readonly signal?: AbortSignal
  readonly progress?: (event: { readonly done: number }) => void
}

const BEGINNING = '0'.repeat(64) as Hash
const MOST_FINDINGS = 100
/** How far away a place is looked for that a moved entry would fit. */
const NEAR = 500

/**
 * Goes through an audit log from its beginning, and computes every hash anew.
 *
 * A changed, missing or moved entry shows wherever it stands. The end of a chain can be cut off, or all of it
 * written anew, without any link being wrong; that shows where a release or an approval lacks its entry, and
 * in any case where the hash to expect is given.
 */
export async function verifyAudit(
  log: AuditLog,
  chainHash: ChainHash,
  { expect, signal, progress }: VerifyOptions = {},
): Promise<AuditVerdict> {
  const findings: AuditFinding[] = []
  let faults = 0
  const find = (finding: AuditFinding) => {
    faults++
    if (findings.length < MOST_FINDINGS) findings.push(finding)
  }
  let last: { id: number; hash: Hash; sound: boolean } = { id: 0, hash: BEGINNING, sound: true }
  let entries = 0
  let expected = expect === undefined
  for await (const page of log.pages(signal === undefined ? {} : { signal })) {
    for (const entry of page) {
      const gap = entry.id - last.id - 1
      if (gap > 0) find(missing(last.id + 1, entry.id - 1))
      const sound = chainHash(entry.previousHash, entry.text) === entry.hash
      if (!sound) find(judge(entry, chainHash))
      // An entry that was written anew has a hash that fits; the one behind it went on from another.
      else if (gap === 0 && entry.previousHash !== last.hash && last.sound) find(replaced(last.id, entry.id))
      expected ||= entry.hash === expect
      last = { id: entry.id, hash: entry.hash, sound }
      entries++
    }
    progress?.({ done: entries })
  }
  if (!expected) find(cut(expect as Hash))
  for (const what of await log.findUnrecorded()) find(unrecorded(what))
  return { entries, head: entries === 0 ? null : { id: last.id, hash: last.hash }, faults, findings }
}

/** Of an entry whose hash does not fit: changed, or moved from a place near by where it would. */
function judge(entry: AuditEntry, chainHash: ChainHash): AuditFinding {
  const { id } = entry
  for (let distance = 1; distance <= NEAR; distance++) {
    for (const other of [id - distance, id + distance]) {
      if (chainHash(entry.previousHash, textAt(entry, other)) !== entry.hash) continue
      return {
        kind: 'moved',
        id,
        message: `entry ${id} was written as entry ${other}: the order was changed`,
      }
    }
  }
  return { kind: 'changed', id, message: `entry ${id} was changed after it was written` }
}

/** The text that an entry would have at another place: a list that begins with the form, if it says one, and the id. */
const textAt = ({ text }: AuditEntry, id: number): string =>
  text.replace(/^\[(\d+, (?=\d))?\d+/, (_, form = '') => `[${form}${id}`)

const missing = (from: number, to: number): AuditFinding => ({
  kind: 'missing',
  id: from,
  message: from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`,
})

const replaced = (id: number, next: number): AuditFinding =>
  id === 0
    ? { kind: 'changed', id: next, message: `entry ${next} went on from another one, which is gone` }
    : { kind: 'changed', id, message: `entry ${id} was replaced: entry ${next} went on from another one` }

const cut = (hash: Hash): AuditFinding => ({
  kind: 'cut',
  id: null,
  message: `no entry has the hash ${hash}: the log was cut off before it, or written anew`,
})

const unrecorded = (what: string): AuditFinding => ({
  kind: 'unrecorded',
  id: null,
  message: `${what}, but no entry says so: it was removed, or made past the database's rules`,
})
