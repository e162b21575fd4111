// Advisory locks, one number each under a class of our own. 'CWK' in ASCII.
// Number 2 is the audit log's: its trigger takes that lock and knows it by number.
const CLASS = 0x43_57_4b

/** Held by a schema migration. */
export const SCHEMA_LOCK: readonly [number, number] = [CLASS, 1]

/** Held by an adoption, for as long as its session. */
export const ADOPTION_LOCK: readonly [number, number] = [CLASS, 3]

/** The class of the names of service tokens, 'CWN' in ASCII; 'CWM' is that of reads that migrate: see 000010_sidecar.sql. */
export const TOKEN_LOCKS = 0x43_57_4e

/** The class of the leases of releases, 'CWL' in ASCII; the number follows from the release and its token. */
export const LEASE_LOCKS = 0x43_57_4c
